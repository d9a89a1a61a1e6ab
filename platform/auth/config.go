package auth

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/go-jose/go-jose/v4"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
)

// DefaultAudience is the audience a token must name where none is configured.
const DefaultAudience = "meedoen"

// Config says which tokens count.
type Config struct {
	// Audience is what a token must name in its claim `aud`; DefaultAudience if empty.
	Audience string `koanf:"audience" doc:"The audience a token must name to count here."`
	// Issuers are the only issuers whose tokens count, but for those in the process itself.
	Issuers []IssuerConfig `koanf:"issuers" doc:"The issuers whose tokens count; no other issuer does."`
}

// IssuerConfig is one issuer whose tokens count, with exactly one source of its public keys.
type IssuerConfig struct {
	// Issuer is the claim `iss` of its tokens, to the letter.
	Issuer string `koanf:"issuer" doc:"The name of the issuer, exactly as the iss claim of its tokens has it."`
	// JWKSURL is where its keys are fetched when first needed, when those at hand are ten minutes old, and when a token
	// names an unknown key, but never twice within ten seconds.
	JWKSURL string `koanf:"jwks-url" doc:"The http or https address of the issuer's public keys (JWKS)."`
	// JWKSFile is a file with its keys, read again a second after the last time at the earliest.
	JWKSFile string `koanf:"jwks-file" doc:"A file with the issuer's public keys (JWKS), read again when it changes."`
	// Subjects are those whose tokens count, of an issuer that knows no roles, as that of a cluster of Kubernetes. Empty:
	// every subject's do, with the roles in the token.
	Subjects []SubjectConfig `koanf:"subjects" doc:"For an issuer that puts no roles in its tokens, such as a cluster of Kubernetes: whose tokens count, and with which roles. No other subject of it is anybody here. Empty: all count, with the roles that their tokens have."`
}

// SubjectConfig is a subject of an issuer that knows no roles.
type SubjectConfig struct {
	// Subject is the claim `sub` of its tokens, to the letter.
	Subject string `koanf:"subject" doc:"The sub claim of the tokens, as system:serviceaccount:meedoen:support."`
	// Roles are those it has here, whatever its tokens say.
	Roles []string `koanf:"roles" doc:"The roles that the subject has."`
}

// LocalIssuer is an issuer in this very process, whose keys need not be fetched.
type LocalIssuer struct {
	// Name is the claim `iss` of its tokens.
	Name string
	// Keys are the public keys that verify them.
	Keys []jose.JSONWebKey
}

// Validate answers everything that is wrong with c, the content of files included. What an address holds is looked at
// when it is needed.
func (c Config) Validate() []config.Problem { return c.problems(nil) }

// Names answers the issuers whose tokens count, beside those in the process itself.
func (c Config) Names() []string {
	names := make([]string, len(c.Issuers))
	for i, issuer := range c.Issuers {
		names[i] = issuer.Issuer
	}
	return names
}

// problems answers what is wrong with c beside issuers in the process itself.
func (c Config) problems(local []LocalIssuer) []config.Problem {
	taken := map[string]bool{}
	for _, issuer := range local {
		taken[issuer.Name] = true
	}
	var problems []config.Problem
	for i, issuer := range c.Issuers {
		report := func(key, text string) {
			problems = append(problems, config.Problem{Key: fmt.Sprintf("issuers[%d].%s", i, key), Text: text})
		}
		switch {
		case issuer.Issuer == "":
			report("issuer", "is the name of the issuer, as the iss claim of its tokens has it")
		case taken[issuer.Issuer]:
			report("issuer", fmt.Sprintf("%s has another entry already", issuer.Issuer))
		}
		taken[issuer.Issuer] = true
		named := map[string]bool{}
		for n, subject := range issuer.Subjects {
			if subject.Subject == "" || named[subject.Subject] {
				report(fmt.Sprintf("subjects[%d].subject", n), "is the sub claim of the tokens of one subject, which stands here once")
			}
			named[subject.Subject] = true
		}
		if key, err := issuer.check(); err != nil {
			report(key, err.Error())
		}
	}
	return problems
}

// check says what is wrong with the source of the issuer's keys, and at which key.
func (c IssuerConfig) check() (key string, err error) {
	switch {
	case (c.JWKSURL == "") == (c.JWKSFile == ""):
		return "jwks-url", errors.New("set either jwks-url or jwks-file")
	case c.JWKSURL != "":
		if u, err := url.Parse(c.JWKSURL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			return "jwks-url", fmt.Errorf("%q is not an http or https address", c.JWKSURL)
		}
		return "", nil
	}
	keys, err := readFile(c.JWKSFile)
	if err == nil && len(keys) == 0 {
		err = fmt.Errorf("%s holds no key", c.JWKSFile)
	}
	return "jwks-file", err
}

// roles answers the roles of the subjects that count; nil: all do, with those in their tokens.
func (c IssuerConfig) roles() map[string][]string {
	if len(c.Subjects) == 0 {
		return nil
	}
	roles := map[string][]string{}
	for _, s := range c.Subjects {
		roles[s.Subject] = s.Roles
	}
	return roles
}

// keys answers the issuer's keys, not read yet.
func (c IssuerConfig) keys(clk clock.Clock) *keys {
	k := newKeys(nil, clk)
	if c.JWKSFile != "" {
		k.read = func() ([]jose.JSONWebKey, error) { return readFile(c.JWKSFile) }
		k.maxAge, k.pause = filePause, filePause
	} else {
		k.read = func() ([]jose.JSONWebKey, error) { return fetch(c.JWKSURL) }
		k.maxAge, k.pause = maxAge, fetchPause
	}
	return k
}
