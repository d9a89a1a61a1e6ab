package rules

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/limits"
)

// Client finds out from which address a request comes, for Bounds: nothing else gets to see it. Behind proxies of one's own,
// whose networks are given, it is the last address in X-Forwarded-For that is none of theirs: what stands before it the caller
// may have written. The header Forwarded (RFC 7239) does not count: a proxy writes one of the two, and passes on the other as it
// came.
func Client(proxies []netip.Prefix) Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r, found := finding(r)
			if ip, ok := address(r, proxies); ok {
				found.client = limits.Address(ip)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// clientOf answers the key of the address that Client found, "" where it found none.
func clientOf(ctx context.Context) string { return findingsOf(ctx).client }

func address(r *http.Request, proxies []netip.Prefix) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	isProxy := func(ip netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip) })
	}
	ip := peer.Addr().Unmap().WithZone("")
	if !isProxy(ip) {
		return ip, true
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !isProxy(ip) {
			break
		}
		before, err := parseHop(strings.TrimSpace(hop))
		if err != nil {
			break // the nearest that is known
		}
		ip = before.Unmap().WithZone("")
	}
	return ip, true
}

// parseHop reads an address as proxies write it: some with a port.
func parseHop(hop string) (netip.Addr, error) {
	if with, err := netip.ParseAddrPort(hop); err == nil {
		return with.Addr(), nil
	}
	return netip.ParseAddr(hop)
}
