"""The office's pages: views in `pages/`, forms in `forms/`, templates by subject. Flask appears here alone.

A view asks one service and shows what it answers. Rules live in `domain`, acts in `services`, rows in `storage`.
"""
