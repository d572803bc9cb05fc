"""What follows a first approval, in its own transaction: the administrator id (article 8-1), the signatories (2(7))."""

from issuance.domain.accounts import Person
from issuance.domain.registration.filing import FilingKind
from issuance.domain.signatories import SignatoryPerson
from issuance.services.ids.accounts import AccountDesk
from issuance.services.ids.signatories import SignatoryDesk
from issuance.services.registration.review import AfterApproval, Approved
from issuance.storage.unit import Unit


def issue_ids(accounts: AccountDesk, signatories: SignatoryDesk) -> AfterApproval:
    """Return what issues the administrator id and names the signatories, whose specimens are judged one by one."""

    def issue(unit: Unit, approved: Approved) -> None:
        if approved.filing.kind is not FilingKind.NEW:
            return
        contacts, organisation = approved.form.contacts, approved.registration.organisation
        accounts.issue_administrator(unit, organisation, Person(contacts.person, contacts.mail, contacts.language))
        for each in approved.form.signatories:
            person = SignatoryPerson(
                name_ja=each.name_ja,
                name_en=each.name_en,
                title=each.title_en,
                mail=each.mail,
                language=contacts.language,
            )
            signatories.name_in(unit, organisation, person, each.specimen)

    return issue
