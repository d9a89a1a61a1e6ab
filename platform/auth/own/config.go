package own

import (
	"fmt"
	"net/url"

	"github.com/deschoor/meedoen/platform/config"
)

// Config says who the process is when it calls others: by a file, or by an issuer that it asks. Empty: nobody.
type Config struct {
	// TokenFile holds a JWT that something else renews, as Kubernetes does.
	TokenFile string `koanf:"token-file" doc:"A file with the token (JWT) of this process, which something else renews, such as a projected token of Kubernetes. It is read again every second at most."`
	// TokenURL is the token endpoint of an issuer that gives this process tokens (OAuth client credentials).
	TokenURL string `koanf:"token-url" doc:"The token endpoint of the issuer that gives this process its tokens by client-id and client-secret."`
	// ClientID is what that issuer calls this process.
	ClientID string `koanf:"client-id" doc:"What the issuer calls this process."`
	// ClientSecret proves that it is this process.
	ClientSecret config.Secret `koanf:"client-secret" doc:"Secret of this process at the issuer."`
	// Audience is whom tokens are asked for; what the issuer has by default if empty.
	Audience string `koanf:"audience" doc:"Whom the tokens are asked for, where the issuer wants to know."`
}

// IsSet says whether the process is somebody.
func (c Config) IsSet() bool { return c.TokenFile != "" || c.asksIssuer() }

func (c Config) asksIssuer() bool {
	return c.TokenURL != "" || c.ClientID != "" || c.ClientSecret.IsSet() || c.Audience != ""
}

// Validate answers everything that is wrong with c, the content of the file included. An issuer is not asked.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	report := func(key, text string) { problems = append(problems, config.Problem{Key: key, Text: text}) }
	if c.TokenFile != "" {
		token, err := readFile(c.TokenFile)
		if err == nil {
			_, err = ends(token)
		}
		if err != nil {
			report("token-file", err.Error())
		}
		if c.asksIssuer() {
			report("token-file", "set either token-file or token-url with what belongs to it")
		}
		return problems
	}
	if !c.asksIssuer() {
		return nil
	}
	if u, err := url.Parse(c.TokenURL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		report("token-url", fmt.Sprintf("%q is not an http or https address", c.TokenURL))
	}
	if c.ClientID == "" {
		report("client-id", "is what the issuer calls this process")
	}
	if !c.ClientSecret.IsSet() {
		report("client-secret", "is what proves to the issuer that it is this process")
	}
	return problems
}
