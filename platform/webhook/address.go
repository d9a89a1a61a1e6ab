package webhook

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
)

// MaxAddress is how long an address of a receiver is at most, in bytes.
const MaxAddress = 2048

// Resolver answers the addresses of a host, as net.Resolver does.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// CheckAddress answers every violation by an address that is given for a receiver, for a field at path. It asks DNS. None of
// the texts repeats the address, which may hold a secret.
//
// Reasons: ADDRESS_INVALID, ADDRESS_NOT_HTTPS, ADDRESS_HAS_CREDENTIALS, ADDRESS_HAS_FRAGMENT, ADDRESS_PORT, ADDRESS_PRIVATE,
// ADDRESS_UNRESOLVED.
func (s *Sender) CheckAddress(ctx context.Context, path, address string) (broken []fault.Field) {
	no := func(reason, format string, args ...any) {
		broken = append(broken, fault.Field{Path: path, Reason: reason, Text: fmt.Sprintf(format, args...)})
	}
	u, err := url.Parse(address)
	if err != nil || len(address) > MaxAddress || u.Opaque != "" || !plain(address) {
		no("ADDRESS_INVALID", "This is no address, as https://example.org/path of at most %d bytes.", MaxAddress)
		return broken
	}
	if u.Scheme != "https" {
		no("ADDRESS_NOT_HTTPS", "The address begins with https://.")
	}
	if u.User != nil {
		no("ADDRESS_HAS_CREDENTIALS", "The address holds no user and no password: what is sent is signed.")
	}
	if u.Fragment != "" || strings.Contains(address, "#") {
		no("ADDRESS_HAS_FRAGMENT", "What stands behind # is never sent.")
	}
	port, numeric := portOf(u)
	if !numeric || !allowedPort(port) {
		no("ADDRESS_PORT", "The port is 443, or from 1024 to 65535.")
	}
	if reason, text := s.checkHost(ctx, u.Hostname()); reason != "" {
		no(reason, "%s", text)
	}
	return broken
}

// checkHost answers what is wrong with a host, "" where nothing is.
func (s *Sender) checkHost(ctx context.Context, host string) (reason, text string) {
	if ip, err := netip.ParseAddr(host); err == nil {
		if s.allowed(ip) != nil {
			return "ADDRESS_PRIVATE", "The address is not one of the public internet."
		}
		return "", ""
	}
	if !isName(host) {
		return "ADDRESS_INVALID", "The host is a name in letters, digits and hyphens (punycode for others), or an IP address."
	}
	ctx, cancel := context.WithTimeout(ctx, timeout/2)
	defer cancel()
	ips, err := s.lookup(ctx, host)
	if err != nil {
		return "ADDRESS_UNRESOLVED", "DNS knows no address of this host now."
	}
	for _, ip := range ips {
		if s.allowed(ip) != nil {
			return "ADDRESS_PRIVATE", "The host has an address that is not one of the public internet."
		}
	}
	return "", ""
}

// lookup answers the addresses of a host, at least one.
func (s *Sender) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	ips, err := s.resolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(ips) == 0 {
		err = errUnresolved
	}
	return ips, err
}

// allowed answers an error for an address that may not be reached. One of IPv4 that is written as one of IPv6 counts as what it
// is.
func (s *Sender) allowed(ip netip.Addr) error {
	if s.guard.SafeAddr(ip.Unmap()) != nil {
		return errPrivate
	}
	return nil
}

// plain says whether an address is written in characters that need no interpretation.
func plain(address string) bool {
	for _, c := range []byte(address) {
		if c <= ' ' || c > '~' || c == '\\' {
			return false
		}
	}
	return true
}

func portOf(u *url.URL) (port uint16, numeric bool) {
	text := u.Port()
	if text == "" {
		return 443, !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.ParseUint(text, 10, 16)
	return uint16(n), err == nil && text == strconv.FormatUint(n, 10)
}

// allowedPort leaves out the ports of other services that a machine has: nothing is to speak to a mail server.
func allowedPort(port uint16) bool { return port == 443 || port >= 1024 }

var (
	label  = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$`)
	number = regexp.MustCompile(`^([0-9]+|0[xX][0-9A-Fa-f]*)$`)
)

// isName says whether host is a name, and not a number in one of the ways of inet_aton, which some resolvers take for an address:
// 127.1, 0x7f000001. What ends in a number is no name by the URL standard.
func isName(host string) bool {
	if len(host) > 253 {
		return false
	}
	labels := strings.Split(host, ".")
	for _, l := range labels {
		if !label.MatchString(l) {
			return false
		}
	}
	return !number.MatchString(labels[len(labels)-1])
}
