"""Keys in a PKCS#11 token (a smart card, an HSM, SoftHSM2): opened here, used through `signing.keys.TokenSigner`."""

from dataclasses import dataclass

import pkcs11
from pkcs11 import KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import PKCS11Error, UserAlreadyLoggedIn

from issuance.errors import KeyStoreError
from signing.keys import PublicKey, TokenSigner


@dataclass(frozen=True)
class TokenAddress:
    """Where a key lies: the token's PKCS#11 library, the token's label and the key's label."""

    library: str
    token: str
    label: str


def open_token_signer(address: TokenAddress, pin: str | None, public_key: PublicKey) -> TokenSigner:
    """Open a session and return a signer for the private key of `public_key`."""
    if pin is None:
        raise KeyStoreError(f"The token {address.token!r} needs its PIN: set ISSUANCE_TOKEN_PIN_FILE.")
    try:
        session = _open_session(address, pin)
        # Ed25519 keys are of the type EC_EDWARDS (OID 1.3.101.112).
        key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, key_type=KeyType.EC_EDWARDS, label=address.label)
    except (PKCS11Error, OSError, RuntimeError) as error:
        reason = str(error) or type(error).__name__
        raise KeyStoreError(
            f"The key {address.label!r} in the token {address.token!r} does not open: {reason}."
        ) from error
    return TokenSigner(key, Mechanism.EDDSA, public_key)


def _open_session(address: TokenAddress, pin: str) -> pkcs11.Session:
    token = pkcs11.lib(address.library).get_token(token_label=address.token)
    try:
        return token.open(user_pin=pin)
    except UserAlreadyLoggedIn:
        # Logging in counts for the whole process (PKCS#11 section 5.6): a second key of the same token is open already.
        return token.open()
