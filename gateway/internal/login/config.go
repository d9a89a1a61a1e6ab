package login

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/config"
)

// keySize is the length of a key of the cookies, in bytes: AES-256.
const keySize = 32

// Config says where people log in. Where all of it is empty, but for scopes and keys, nobody can.
type Config struct {
	// Issuer is the claim `iss` of the provider's ID tokens, to the letter, and its address unless Address is another.
	Issuer string `koanf:"issuer" doc:"The OpenID Connect provider people log in at, exactly as the iss claim of its tokens has it. Empty: nobody can log in to pages."`
	// Address is where the discovery document stands, without /.well-known/openid-configuration.
	Address string `koanf:"address" doc:"Address of the provider, where it is reached elsewhere than at the name of its issuer."`
	// ClientID is what the provider calls the gateway.
	ClientID string `koanf:"client-id" doc:"What the provider calls this gateway. Register the redirect address <gateway.public-url>/login/callback there."`
	// ClientSecret proves that it is the gateway; empty for a public client.
	ClientSecret config.Secret `koanf:"client-secret" doc:"Secret of the client at the provider. Empty: a public client, which proves itself by PKCE alone."`
	// Scopes are what is asked for; openid is among them.
	Scopes []string `koanf:"scopes" doc:"Scopes to ask for: openid, and what makes the provider issue access tokens for auth.audience with roles."`
	// CookieKey are keys in base64, with commas between. The first encrypts, and all decrypt.
	CookieKey config.Secret `koanf:"cookie-key" doc:"Key of the cookies: 32 random bytes in base64, the same at every instance. For a change of keys: the new one, a comma, the old one. Empty: a key that ends with the process."`
}

// Defaults ask for what every provider knows.
func Defaults() Config { return Config{Scopes: []string{"openid"}} }

// IsSet says whether people are to log in.
func (c Config) IsSet() bool {
	return c.Issuer != "" || c.Address != "" || c.ClientID != "" || c.ClientSecret.IsSet()
}

// Validate answers everything that is wrong with c.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	report := func(key, format string, args ...any) {
		problems = append(problems, config.Problem{Key: key, Text: fmt.Sprintf(format, args...)})
	}
	if _, err := c.keys(); err != nil {
		report("cookie-key", "%s", err)
	}
	if !c.IsSet() {
		return problems
	}
	if c.Issuer == "" {
		report("issuer", "is the name of the provider, as the iss claim of its tokens has it")
	}
	for key, address := range map[string]string{"issuer": c.Issuer, "address": c.Address} {
		if u, err := url.Parse(address); address != "" &&
			(err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.RawQuery != "" || u.Fragment != "") {
			report(key, "%q is not an http or https address", address)
		}
	}
	if c.ClientID == "" {
		report("client-id", "is what the provider calls this gateway")
	}
	if !slices.Contains(c.Scopes, "openid") {
		report("scopes", "openid must be among them")
	}
	return problems
}

// address answers where the provider describes itself.
func (c Config) address() string {
	if c.Address != "" {
		return c.Address
	}
	return c.Issuer
}

// keys answers the keys of the cookies. Its error repeats none of them.
func (c Config) keys() ([][]byte, error) {
	if !c.CookieKey.IsSet() {
		return nil, nil
	}
	var keys [][]byte
	for i, text := range strings.Split(c.CookieKey.Reveal(), ",") {
		key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
		if err != nil || len(key) != keySize {
			return nil, fmt.Errorf("key %d is not %d bytes in base64; `openssl rand -base64 %[2]d` makes one", i+1, keySize)
		}
		keys = append(keys, key)
	}
	return keys, nil
}
