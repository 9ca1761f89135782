// Passkeys and security keys: the one thing here that needs a script. A form with data-passkey asks the browser and sends its answer.
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const credentials = (list) => (list ?? []).map((one) => ({ ...one, id: decode(one.id) }));

async function ask(form, options, more) {
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: decode(options.challenge),
        user: { ...options.user, id: decode(options.user.id) },
        excludeCredentials: credentials(options.excludeCredentials),
      },
      ...more,
    });
  }
  return navigator.credentials.get({
    publicKey: { ...options, challenge: decode(options.challenge), allowCredentials: credentials(options.allowCredentials) },
    ...more,
  });
}

function send(form, credential) {
  const { response } = credential;
  const fields = {
    credential: encode(credential.rawId),
    client_data: encode(response.clientDataJSON),
    attestation: response.attestationObject && encode(response.attestationObject),
    authenticator_data: response.authenticatorData && encode(response.authenticatorData),
    signature: response.signature && encode(response.signature),
    transports: response.getTransports?.().join(" "),
  };
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.elements[name].value = value;
  form.submit();
}

let waiting;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const options = JSON.parse(form.dataset.options);
  const note = form.querySelector("[data-note]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    waiting?.abort();
    if (note) note.hidden = true;
    try {
      send(form, await ask(form, options));
    } catch (error) {
      // The person closed the dialog, or there is no key for this: the other ways stay open.
      if (note) note.hidden = false;
    }
  });
  if (form.dataset.autofill !== undefined) (form.dataset.passkey === "get" ? offer : make)(form, options);
}

// Autofill: the browser lists the passkeys in the address field.
async function offer(form, options) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  waiting = new AbortController();
  try {
    send(form, await ask(form, options, { mediation: "conditional", signal: waiting.signal }));
  } catch (error) {
    // Nothing was chosen.
  }
}

// A password manager that has just filled in the password may make a passkey without a question. It is given up after five seconds.
async function make(form, options) {
  if (!(await PublicKeyCredential.getClientCapabilities?.())?.conditionalCreate) return;
  waiting = new AbortController();
  const clock = setTimeout(() => waiting.abort(), 5000);
  try {
    send(form, await ask(form, options, { mediation: "conditional", signal: waiting.signal }));
  } catch (error) {
    // The button stays.
  } finally {
    clearTimeout(clock);
  }
}

// The browser is told which passkeys there are, and which one is unknown here.
for (const sign of document.querySelectorAll("[data-signal]")) {
  for (const [method, options] of Object.entries(JSON.parse(sign.dataset.signal))) {
    window.PublicKeyCredential?.[method]?.(options).catch(() => {});
  }
}

// A form that may lead to the offer of a passkey says whether this device can make one.
for (const field of document.querySelectorAll("input[name=passkeys]")) {
  window.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable().then((can) => { if (can) field.value = "can"; });
}
