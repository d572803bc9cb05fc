"""Camera, image and PDF scanner: decode, verify offline, ask the reference service, report."""
