package main

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/devissuer/openid"
	"github.com/deschoor/meedoen/platform/auth/own"
)

const (
	// developmentPath is where the development issuer stands, beside the gateway.
	developmentPath = "/development-issuer"
	// developmentClient is what it calls the gateway.
	developmentClient = "meedoen"
)

// newGateway answers everything that is served over HTTP. Where the development issuer runs and no other provider is
// configured, people log in there.
func (p *process) newGateway(deps gateway.Deps) (http.Handler, error) {
	cfg := p.cfg.Gateway
	if !p.cfg.issuesTokens() || cfg.Login.IsSet() {
		return gateway.New(deps, cfg)
	}
	self := address(p.http.Addr())
	if cfg.PublicURL == "" {
		cfg.PublicURL = p.scheme() + self
	}
	at := cfg.PublicURL + developmentPath
	cfg.Login.Issuer, cfg.Login.Address, cfg.Login.ClientID = devissuer.Name, at, developmentClient
	deps.Provider = &http.Client{Transport: p.toSelf(self)}
	issuer, err := devissuer.Open(p.cfg.Data, p.Clock)
	if err != nil {
		return nil, err
	}
	provider, err := openid.New(issuer, p.Clock, openid.Options{
		URL: at, ClientID: developmentClient, RedirectURI: cfg.PublicURL + "/login/callback",
		Roles: peopleRoles(), Audience: p.cfg.Auth.Audience,
	})
	if err != nil {
		return nil, err
	}
	handler, err := gateway.New(deps, cfg)
	if err != nil {
		return nil, err
	}
	return provider.Beside(handler), nil
}

// peopleRoles answers the roles that one may choose: those that methods ask for, but of services that call others by themselves,
// and admin, which pages ask for.
func peopleRoles() []string {
	all := slices.DeleteFunc(roles(), func(role string) bool { return strings.HasSuffix(role, own.Role("")) })
	all = append(all, "admin")
	slices.Sort(all)
	return slices.Compact(all)
}

// address answers where this machine reaches a listener of its own: one that listens everywhere is on loopback too.
func address(listener net.Addr) string {
	tcp, ok := listener.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return listener.String()
	}
	return (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: tcp.Port}).String()
}

// scheme answers what the addresses of web pages begin with.
func (p *process) scheme() string {
	if p.cfg.Gateway.TLS.IsSet() {
		return "https://"
	}
	return "http://"
}

// toSelf asks this very process at an address, whatever the one in the request: that is the address for browsers, which
// may lead to a port of the machine around a container, or to a proxy.
type toSelf struct {
	address string
	by      *http.Transport
}

func (p *process) toSelf(address string) toSelf {
	by := http.DefaultTransport.(*http.Transport).Clone()
	by.TLSClientConfig = p.https.Itself()
	return toSelf{p.scheme() + address, by}
}

func (t toSelf) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, _ = strings.Cut(t.address, "://")
	return t.by.RoundTrip(r)
}
