// Shows the description of the API that this gateway publishes. Nothing is asked of another host: no validator, no
// description from a query of the page, and a token is kept nowhere.
"use strict";

const operations = document.getElementById("operations");
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

// The page itself says what the API is, and there is one server to choose.
const nothing = () => () => null;
const withoutTwice = () => ({ wrapComponents: { InfoContainer: nothing, ServersContainer: nothing } });

SwaggerUIBundle({
  domNode: operations,
  url: operations.dataset.description,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [withoutTwice],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
});
