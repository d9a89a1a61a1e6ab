package openid

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
)

// tokenAnswer is a successful answer (RFC 6749 section 5.1, OpenID Connect Core 1.0 section 3.1.3.3).
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"` // seconds
	IDToken     string `json:"id_token"`
}

// token exchanges a code for tokens.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		deny(w, http.StatusBadRequest, "invalid_request", "the form cannot be read")
		return
	}
	form := r.PostForm
	for name, values := range form {
		if len(values) > 1 {
			deny(w, http.StatusBadRequest, "invalid_request", name+" is given more than once")
			return
		}
	}
	switch {
	case form.Get("client_id") != p.options.ClientID || r.Header.Get("Authorization") != "":
		deny(w, http.StatusUnauthorized, "invalid_client", "the one client there is names itself by client_id, without a secret")
	case form.Get("grant_type") != "authorization_code":
		deny(w, http.StatusBadRequest, "unsupported_grant_type", "grant_type is authorization_code here")
	default:
		p.exchange(w, form)
	}
}

func (p *Provider) exchange(w http.ResponseWriter, form url.Values) {
	granted, ok := p.redeem(form.Get("code"))
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	switch {
	case !ok:
		deny(w, http.StatusBadRequest, "invalid_grant", "the code is unknown, used or too old")
		return
	case form.Get("redirect_uri") != p.options.RedirectURI:
		deny(w, http.StatusBadRequest, "invalid_grant", "redirect_uri is not that of the request")
		return
	case subtle.ConstantTimeCompare([]byte(challenge), []byte(granted.challenge)) != 1:
		deny(w, http.StatusBadRequest, "invalid_grant", "code_verifier is not that of the request")
		return
	}
	answer, err := p.tokens(granted)
	if err != nil {
		http.Error(w, "The tokens cannot be made.", http.StatusInternalServerError)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// redeem answers what code stands for, once: of several who come with it, one gets something.
func (p *Provider) redeem(code string) (grant, bool) {
	granted, ok := p.codes.Get(code)
	return granted, ok && p.codes.Remove(code) && p.clock.Now().Before(granted.until)
}

func (p *Provider) tokens(granted grant) (tokenAnswer, error) {
	answer := tokenAnswer{TokenType: "Bearer", ExpiresIn: int(devissuer.DefaultLifetime.Seconds())}
	var err error
	answer.AccessToken, err = p.issuer.Token(devissuer.Claims{
		Subject: granted.subject, Roles: granted.roles, Audience: p.options.Audience,
	})
	if err != nil {
		return answer, err
	}
	answer.IDToken, err = p.issuer.IDToken(granted.subject, p.options.ClientID, granted.nonce)
	return answer, err
}

// deny answers an error of the token endpoint (RFC 6749 section 5.2).
func deny(w http.ResponseWriter, status int, code, text string) {
	writeJSON(w, status, map[string]string{"error": code, "error_description": text})
}
