"""What the API's calls need beside the desks of the pages: each takes effect once, nobody calls too often."""
