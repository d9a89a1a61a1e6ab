package login

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/deschoor/meedoen/platform/clock"
)

const (
	// describedFor is how long a description of a provider counts before it is fetched anew.
	describedFor = time.Hour
	// describePause is the least time between two fetches that fail.
	describePause = 5 * time.Second
	// describeTimeout bounds one fetch.
	describeTimeout = 5 * time.Second
)

// provider is an OpenID provider, as it describes itself.
type provider struct {
	oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// directory finds the provider when somebody wants to log in, so that the gateway starts and serves without it.
type directory struct {
	config Config
	back   string // where the provider sends people back to
	client *http.Client
	clock  clock.Clock

	mu    sync.Mutex
	known *provider
	err   error
	next  time.Time // when to look again
}

// provider answers the provider. One that was known counts on where it cannot be asked again. The error says why nothing
// is known of it.
func (d *directory) provider(ctx context.Context) (*provider, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.clock.Now().Before(d.next) {
		return d.known, d.err
	}
	// Others wait for the same answer, so one who leaves does not end it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), describeTimeout)
	defer cancel()
	found, err := d.describe(ctx)
	if err == nil {
		d.known, d.err, d.next = found, nil, d.clock.Now().Add(describedFor)
		return found, nil
	}
	d.next = d.clock.Now().Add(describePause)
	if d.known == nil {
		d.err = fmt.Errorf("ask the provider at %s what it is: %w", d.config.address(), err)
	}
	return d.known, d.err
}

func (d *directory) describe(ctx context.Context) (*provider, error) {
	// The name and the address of an issuer may differ, so that the name is compared below.
	named := oidc.InsecureIssuerURLContext(d.context(ctx), d.config.Issuer)
	found, err := oidc.NewProvider(named, d.config.address())
	if err != nil {
		return nil, err
	}
	var more struct {
		Issuer  string   `json:"issuer"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, err
	}
	if more.Issuer != d.config.Issuer {
		return nil, fmt.Errorf("it calls itself %q and not %q", more.Issuer, d.config.Issuer)
	}
	endpoint := found.Endpoint()
	endpoint.AuthStyle = d.authStyle(more.Methods)
	return &provider{
		Config: oauth2.Config{
			ClientID: d.config.ClientID, ClientSecret: d.config.ClientSecret.Reveal(),
			Endpoint: endpoint, RedirectURL: d.back, Scopes: d.config.Scopes,
		},
		verifier: found.Verifier(&oidc.Config{
			ClientID: d.config.ClientID, Now: d.clock.Now,
			// Those that count for access tokens too.
			SupportedSigningAlgs: []string{oidc.RS256, oidc.PS256, oidc.ES256, oidc.EdDSA},
		}),
	}, nil
}

// authStyle answers how the client proves itself. The library would try both ways, and a provider may take the first for
// the one use that a code has.
func (d *directory) authStyle(methods []string) oauth2.AuthStyle {
	basic := len(methods) == 0 || slices.Contains(methods, "client_secret_basic") // OpenID Connect Discovery 1.0 section 3
	if d.config.ClientSecret.IsSet() && basic {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// context answers ctx for the two libraries, which take their client from it.
func (d *directory) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, d.client)
}
