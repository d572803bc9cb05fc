"""Which pictures a content names: the certified document's pages and pictured shipping marks."""

from signing.content import (
    AnyContent,
    ForeignOriginCertificate,
    InvoiceCertification,
    JapaneseOriginCertificate,
    SignatureCertification,
)


def named_pictures(content: AnyContent) -> list[str]:
    """Return the SHA-256 (hex) of every picture that the content names, in its order."""
    match content:
        case InvoiceCertification() | SignatureCertification():
            return list(content.document.page_images)
        case JapaneseOriginCertificate() | ForeignOriginCertificate():
            marks = (line.marks.picture for line in content.goods if line.marks is not None)
            return [picture for picture in marks if picture is not None]
