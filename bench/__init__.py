"""What the performance claims rest on: each bench prints ratios against peers measured in the same run."""
