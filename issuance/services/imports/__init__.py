"""Past certificates of a chamber that moves here: taken in, signed, published."""
