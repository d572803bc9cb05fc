"""The one door to OpenCV: imported where a picture is first touched, with a hint if that fails.

The desktop build of OpenCV needs two system libraries that a bare Debian lacks; the import error it gives
then names a shared object and helps nobody. Import `cv2` from here, and this module only from code that needs
it.
"""

from scanner.errors import MissingLibraryError
from scanner.language import _

try:
    import cv2
except ImportError as error:  # the package is absent, or libGL / glib is
    raise MissingLibraryError(
        _(
            "OpenCV cannot be loaded (%(why)s); install it with `pip install 'originseal[scanner]'` and, "
            "on Debian or Ubuntu, its system libraries with `apt-get install libgl1 libglib2.0-0`",
            why=error,
        )
    ) from error

__all__ = ["cv2"]
