"""What the public pages and the office's pages share, so that both look and behave alike.

Languages and catalogues, the built assets, what a page may load and run.

It imports nothing of ours and knows neither certificates nor organisations.
"""
