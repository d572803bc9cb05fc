"""What the performance claims rest on. `script/bench NAME` prints ratios against named peers of the same run."""
