package gateway

import (
	"fmt"
	"net/netip"

	"github.com/deschoor/meedoen/gateway/internal/rules"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/limits"
)

// defaultLimits are far above what a person or a system needs, and below what keeps the others out.
func defaultLimits() limits.Config {
	return limits.Config{Rate: 1000, Burst: 2000, InFlight: 2000, Connections: 10_000}
}

// guesses is how many tokens that do not count may come from one address: those of an office whose sessions all ran out.
func guesses() limits.Config { return limits.Config{Rate: 20, Burst: 200} }

// bounds answers what callers may take of the gateway.
func (c Config) bounds(deps Deps) (*rules.Bounds, error) {
	b := &rules.Bounds{
		Calls: limits.NewRate(c.Limits, deps.Clock), InFlight: limits.NewGate(c.Limits.InFlight), Verifier: deps.Verifier,
	}
	if b.Calls != nil {
		b.Guesses = limits.NewRate(guesses(), deps.Clock)
	}
	var err error
	b.Refused, err = limits.NewCounter(deps.Meter)
	return b, err
}

// proxies answers the networks that Validate found to be some.
func (c Config) proxies() []netip.Prefix {
	var networks []netip.Prefix
	for _, text := range c.TrustedProxies {
		if network, err := parseNetwork(text); err == nil {
			networks = append(networks, network)
		}
	}
	return networks
}

// wrongProxies answers what is wrong with the networks of proxies.
func (c Config) wrongProxies() []config.Problem {
	var problems []config.Problem
	for _, text := range c.TrustedProxies {
		if _, err := parseNetwork(text); err != nil {
			problems = append(problems, config.Problem{
				Key: "trusted-proxies", Text: fmt.Sprintf("%q is neither a network, as 10.0.0.0/8, nor an address", text),
			})
		}
	}
	return problems
}

// parseNetwork reads a network, or an address as the network of that alone.
func parseNetwork(text string) (netip.Prefix, error) {
	if ip, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	return network.Masked(), err
}
