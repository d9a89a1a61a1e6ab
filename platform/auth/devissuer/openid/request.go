package openid

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// request is an authorization request (RFC 6749 section 4.1.1, OpenID Connect Core 1.0 section 3.1.2.1).
type request struct {
	state     string
	nonce     string
	challenge string
}

// refusal is an error that the client is told (RFC 6749 section 4.1.2.1).
type refusal struct{ code, text string }

// known says whether r comes from the one client and wants to go back where that client is. Only then may a browser be
// sent there, with an answer or an error: everything else would make an open redirect.
func (p *Provider) known(query url.Values) bool {
	return slices.Equal(query["client_id"], []string{p.options.ClientID}) &&
		slices.Equal(query["redirect_uri"], []string{p.options.RedirectURI})
}

// read answers what a known client asks for, or why it cannot have that.
func read(query url.Values) (request, *refusal) {
	asked := request{state: query.Get("state"), nonce: query.Get("nonce"), challenge: query.Get("code_challenge")}
	for name, values := range query {
		if len(values) > 1 {
			return asked, &refusal{"invalid_request", name + " is given more than once"}
		}
	}
	challenge, err := base64.RawURLEncoding.Strict().DecodeString(asked.challenge)
	switch {
	case query.Get("response_type") != "code":
		return asked, &refusal{"unsupported_response_type", "response_type is code here"}
	case query.Get("response_mode") != "" && query.Get("response_mode") != "query":
		return asked, &refusal{"invalid_request", "response_mode is query here"}
	case query.Has("request"):
		return asked, &refusal{"request_not_supported", "parameters are taken from the query alone"}
	case query.Has("request_uri"):
		return asked, &refusal{"request_uri_not_supported", "parameters are taken from the query alone"}
	case !slices.Contains(strings.Fields(query.Get("scope")), "openid"):
		return asked, &refusal{"invalid_scope", "scope contains openid"}
	case query.Get("code_challenge_method") != "S256" || err != nil || len(challenge) != sha256.Size:
		return asked, &refusal{"invalid_request", "PKCE is needed: code_challenge, with code_challenge_method S256"}
	case slices.Contains(strings.Fields(query.Get("prompt")), "none"):
		return asked, &refusal{"login_required", "nobody is remembered here"}
	}
	return asked, nil
}

// sendBack sends the browser back to the client with an answer, and with its state.
func (p *Provider) sendBack(w http.ResponseWriter, r *http.Request, state string, answer url.Values) {
	if state != "" {
		answer.Set("state", state)
	}
	back, err := url.Parse(p.options.RedirectURI)
	if err != nil {
		// New parsed it.
		panic(err)
	}
	query := back.Query()
	for name := range answer {
		query.Set(name, answer.Get(name))
	}
	back.RawQuery = query.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

func (p *Provider) refuse(w http.ResponseWriter, r *http.Request, state string, why *refusal) {
	p.sendBack(w, r, state, url.Values{"error": {why.code}, "error_description": {why.text}})
}
