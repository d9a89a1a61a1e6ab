package openid

import (
	"encoding/json"
	"net/http"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
)

// describe answers the discovery document (OpenID Connect Discovery 1.0 section 3). Its issuer is the name in the
// tokens, which is nobody's address: a client is told the name and the address apart, and old tokens go on counting
// whatever port the process listens on.
func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	one := func(value string) []string { return []string{value} }
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                devissuer.Name,
		"authorization_endpoint":                p.at("/authorize"),
		"token_endpoint":                        p.at("/token"),
		"jwks_uri":                              p.at("/keys"),
		"scopes_supported":                      one("openid"),
		"response_types_supported":              one("code"),
		"response_modes_supported":              one("query"),
		"grant_types_supported":                 one("authorization_code"),
		"subject_types_supported":               one("public"),
		"id_token_signing_alg_values_supported": one("EdDSA"),
		"token_endpoint_auth_methods_supported": one("none"),
		"code_challenge_methods_supported":      one("S256"),
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	set, err := p.issuer.JWKS()
	if err != nil {
		http.Error(w, "The keys cannot be written.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/jwk-set+json")
	_, _ = w.Write(set)
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		// Strings, numbers and lists of them always encode.
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
