// Passkeys (WebAuthn): a form whose button asks the browser for a credential and sends it in a hidden field.
//   <form data-passkey="create|get" data-options="{…JSON of the options…}">
//     <input type="hidden" name="credential"> <button>…</button> <p data-passkey-problem hidden>…</p>
//   </form>
// Without this script, or in a browser that knows no passkeys, the problem's words show instead.

async function ask(form: HTMLFormElement): Promise<PublicKeyCredential | null> {
  const options = JSON.parse(form.dataset.options ?? "{}");
  const asked =
    form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return (await asked) as PublicKeyCredential | null;
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  const field = form.elements.namedItem("credential") as HTMLInputElement;
  const problem = form.querySelector<HTMLElement>("[data-passkey-problem]");
  const fail = () => {
    if (problem) problem.hidden = false;
  };
  if (typeof PublicKeyCredential === "undefined" || !("parseCreationOptionsFromJSON" in PublicKeyCredential)) fail();
  form.addEventListener("submit", (event) => {
    if (field.value) return;
    event.preventDefault();
    ask(form)
      .then((credential) => {
        if (!credential) return fail();
        field.value = JSON.stringify(credential.toJSON());
        form.requestSubmit();
      })
      // Who presses Cancel, waits too long or has no passkey is told so, and can try again.
      .catch(fail);
  });
}
