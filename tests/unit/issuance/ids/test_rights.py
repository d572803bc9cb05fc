"""What each id may do: every kind of id in every standing, told a second time and without looking at the code."""

from itertools import product

import pytest

from issuance.domain.ids import ALLOWABLE_OUTSIDE, Act, IdKind, Rights, acts_of
from issuance.domain.registration.standing import Standing

SAFE = {Act.CHANGE_PASSWORD, Act.REPORT_LEAK, Act.READ_NOTICES}
FINISH = SAFE | {Act.READ_APPLICATIONS, Act.PAY, Act.PRINT}
AT_WORK = FINISH | {Act.APPLY, Act.ANSWER_RETURNED, Act.WITHDRAW_APPLICATION, Act.ASK_REVOCATION}
ADMINISTRATION = SAFE | {
    Act.READ_REGISTRATION,
    Act.RENEW_REGISTRATION,
    Act.CHANGE_REGISTRATION,
    Act.WITHDRAW,
    Act.READ_AUDIT,
}
AS_APPLICANT = {Act.MANAGE_SIGNATORIES, Act.MANAGE_SUB_IDS}
NOTHING: set[Act] = set()

WORKING_IDS = {
    IdKind.USER: {
        Standing.VALID: AT_WORK | {Act.SIGN},
        Standing.OUTSIDE: FINISH,
        Standing.ENDED: FINISH,
        Standing.SUSPENDED: NOTHING,
        Standing.NEVER: NOTHING,
    },
    IdKind.SUB: {
        Standing.VALID: AT_WORK,
        Standing.OUTSIDE: FINISH,
        Standing.ENDED: FINISH,
        Standing.SUSPENDED: NOTHING,
        Standing.NEVER: NOTHING,
    },
}
GIVES_LEAST_FIRST = [Standing.NEVER, Standing.SUSPENDED, Standing.ENDED, Standing.OUTSIDE, Standing.VALID]


@pytest.mark.parametrize(("kind", "standing"), list(product(WORKING_IDS, Standing)))
def test_t9_5_user_ids_and_sub_ids_finish_what_was_begun_in_time_and_nothing_else(
    kind: IdKind, standing: Standing
) -> None:
    """T9.5, T29, T16."""
    assert acts_of(Rights(kind, standing)) == WORKING_IDS[kind][standing]


@pytest.mark.parametrize(
    ("applicant", "agent", "expected"),
    [
        (Standing.VALID, Standing.ENDED, ADMINISTRATION | AS_APPLICANT),
        (Standing.VALID, Standing.VALID, ADMINISTRATION | AS_APPLICANT | {Act.LEND_STAFF}),
        (Standing.ENDED, Standing.VALID, ADMINISTRATION | {Act.LEND_STAFF}),
        (Standing.OUTSIDE, Standing.ENDED, SAFE | {Act.READ_REGISTRATION, Act.RENEW_REGISTRATION}),
        (Standing.OUTSIDE, Standing.OUTSIDE, SAFE | {Act.READ_REGISTRATION, Act.RENEW_REGISTRATION}),
        (Standing.ENDED, Standing.OUTSIDE, SAFE | {Act.READ_REGISTRATION, Act.RENEW_REGISTRATION}),
        (Standing.ENDED, Standing.ENDED, SAFE | {Act.READ_REGISTRATION}),
        (Standing.SUSPENDED, Standing.SUSPENDED, NOTHING),
        (Standing.NEVER, Standing.NEVER, NOTHING),
    ],
)
def test_t8_5_an_administrator_id_renews_reads_and_changes_its_password_outside_the_validity(
    applicant: Standing, agent: Standing, expected: set[Act]
) -> None:
    """T8.5, T29: as applicant, as agent and as both; one capacity that was ended takes the other's rights not away."""
    assert acts_of(Rights(IdKind.ADMINISTRATOR, applicant, agent)) == expected


def test_a_sub_id_without_a_signatory_makes_no_applications() -> None:
    """T2.9."""
    for applicant, agent in product(Standing, Standing):
        with_one = acts_of(Rights(IdKind.SUB, applicant, agent))
        assert acts_of(Rights(IdKind.SUB, applicant, agent, signature=False)) == with_one - {Act.APPLY}


def test_an_administrator_id_never_applies_signs_pays_or_prints() -> None:
    never = {Act.APPLY, Act.SIGN, Act.PAY, Act.PRINT, Act.ANSWER_RETURNED}
    for applicant, agent in product(Standing, Standing):
        rights = Rights(IdKind.ADMINISTRATOR, applicant, agent, allowed_outside=frozenset(Act))
        assert not never & acts_of(rights)


@pytest.mark.parametrize(("applicant", "agent"), list(product(Standing, Standing)))
def test_t10_5_the_weaker_of_both_registrations_counts_for_an_agents_sub_id(
    applicant: Standing, agent: Standing
) -> None:
    """T10.5: all 25 pairs."""
    weaker = min(applicant, agent, key=GIVES_LEAST_FIRST.index)
    acts = acts_of(Rights(IdKind.SUB, applicant, agent))

    assert acts == WORKING_IDS[IdKind.SUB][weaker]
    assert acts == acts_of(Rights(IdKind.SUB, applicant)) & acts_of(Rights(IdKind.SUB, agent))
    assert (Act.APPLY in acts) == (applicant is agent is Standing.VALID)


@pytest.mark.parametrize(("kind", "standing", "act"), list(product((IdKind.USER, IdKind.SUB), Standing, Act)))
def test_t9_5_what_the_chamber_lists_is_allowed_outside_the_validity_and_new_applications_never(
    kind: IdKind, standing: Standing, act: Act
) -> None:
    """T9.5: article 9-5(3)."""
    without = acts_of(Rights(kind, standing))
    with_it = acts_of(Rights(kind, standing, allowed_outside=frozenset({act})))
    outside = standing in (Standing.OUTSIDE, Standing.ENDED)

    assert with_it == (without | {act} if outside and act in ALLOWABLE_OUTSIDE else without)


def test_the_chamber_can_allow_nothing_that_begins_something_new() -> None:
    assert sorted(ALLOWABLE_OUTSIDE) == [Act.ANSWER_RETURNED, Act.ASK_REVOCATION, Act.WITHDRAW_APPLICATION]


@pytest.mark.parametrize(("kind", "standing", "act"), list(product(IdKind, Standing, Act)))
def test_what_is_switched_off_or_stopped_is_taken_from_every_id(kind: IdKind, standing: Standing, act: Act) -> None:
    """T3.1, T24."""
    everything = acts_of(Rights(kind, standing, standing))

    assert acts_of(Rights(kind, standing, standing, taken=frozenset({act}))) == everything - {act}


@pytest.mark.parametrize(("kind", "standing"), list(product((IdKind.STAFF, IdKind.FEDERATION), Standing)))
def test_staff_and_federation_have_no_rights_of_an_organisation(kind: IdKind, standing: Standing) -> None:
    assert acts_of(Rights(kind, standing, allowed_outside=frozenset(Act))) == frozenset()
