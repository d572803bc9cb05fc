"""Sign-in put together: what proves who somebody is, and what lets him in."""

import secrets
from dataclasses import dataclass
from typing import Self

from issuance.domain.sign_in.session import SessionTimes
from issuance.services.chamber.settings import settings_of
from issuance.services.sign_in.admission import Admission
from issuance.services.sign_in.credentials import Credentials
from issuance.services.sign_in.desk import SignInDesk
from issuance.services.sign_in.enrolment import Enrolment
from issuance.services.sign_in.factors import Factors
from issuance.services.sign_in.leak_reviews import LeakReviews
from issuance.services.sign_in.leaks import Leaks
from issuance.services.sign_in.own_passwords import OwnPasswords
from issuance.services.sign_in.passkey_desk import PasskeyDesk
from issuance.services.sign_in.passkeys import Passkeys
from issuance.services.sign_in.passwords import Passwords, office_hasher
from issuance.services.sign_in.sessions import Sessions
from issuance.services.sign_in.throttle import Throttle
from issuance.storage.unit import Units


@dataclass(frozen=True)
class Access:
    """The services of sign-in."""

    passwords: Passwords
    throttle: Throttle
    sessions: Sessions
    factors: Factors
    passkeys: Passkeys
    sign_in: SignInDesk
    credentials: Credentials
    own_passwords: OwnPasswords
    leaks: Leaks
    leak_reviews: LeakReviews
    enrolment: Enrolment
    passkey_sign_in: PasskeyDesk

    @classmethod
    def open(cls, units: Units, site: str, times: SessionTimes, passwords: Passwords | None = None) -> Self:
        """Put them together for an office that people reach at `site`, without a slash at the end."""
        random = secrets.token_bytes
        passwords = passwords or Passwords(office_hasher())
        throttle = Throttle(units.confidential)
        sessions = Sessions(units, times, lambda unit: settings_of(unit).second_session, random)
        factors = Factors(random)
        passkeys = Passkeys(factors, site)
        credentials = Credentials(units=units, throttle=throttle, random_bytes=random, site=site)
        own_passwords = OwnPasswords(
            units=units, credentials=credentials, passwords=passwords, throttle=throttle, sessions=sessions
        )
        admission = Admission(sessions, factors)
        sign_in = SignInDesk(
            units=units,
            passwords=passwords,
            throttle=throttle,
            admission=admission,
            factors=factors,
            passkeys=passkeys,
            random_bytes=random,
        )
        leaks = Leaks(units, throttle)
        leak_reviews = LeakReviews(credentials=credentials, factors=factors)
        enrolment = Enrolment(units=units, throttle=throttle, factors=factors, passkeys=passkeys, random_bytes=random)
        passkey_sign_in = PasskeyDesk(
            units=units,
            throttle=throttle,
            admission=admission,
            factors=factors,
            passkeys=passkeys,
            random_bytes=random,
        )
        return cls(
            passwords,
            throttle,
            sessions,
            factors,
            passkeys,
            sign_in,
            credentials,
            own_passwords,
            leaks,
            leak_reviews,
            enrolment,
            passkey_sign_in,
        )
