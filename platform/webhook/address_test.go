package webhook_test

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/webhook"
)

// reasons answers those of the violations by an address.
func reasons(t require.TestingT, s *webhook.Sender, address string) (list []string) {
	for _, f := range s.CheckAddress(noDeadline(), "webhook.url", address) {
		require.Equal(t, "webhook.url", f.Path)
		require.NotEmpty(t, f.Text)
		require.NotContains(t, f.Text, "geheim", "an address may hold a secret")
		list = append(list, f.Reason)
	}
	return list
}

func TestAddressThatMayNotBeReachedIsToldWithEveryViolation(t *testing.T) {
	s := newSender(t, webhook.Config{Networks: []string{"10.1.0.0/16", "fd12::/16"}}, hosts{
		"example.com":     {{"93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"}},
		"intern.nl":       {{"10.2.0.1"}},
		"gemengd.nl":      {{"93.184.215.14", "192.168.1.1"}},
		"gemengd-6.nl":    {{"93.184.215.14", "fe80::1"}},
		"eigen.nl":        {{"10.1.0.7", "fd12::1"}},
		"localhost":       {{"127.0.0.1", "::1"}},
		"xn--caf-dma.nl":  {{"93.184.215.14"}},
		"_dienst.test.nl": {{"93.184.215.14"}},
		"leeg.nl":         {{}},
	})
	tests := map[string]string{ // the reasons, with a space between them
		"https://example.com":                              "",
		"https://example.com/geheim?sleutel=geheim":        "",
		"HTTPS://EXAMPLE.com/":                             "",
		"https://example.com:443/":                         "",
		"https://example.com:8443/":                        "",
		"https://example.com:1024/":                        "",
		"https://xn--caf-dma.nl/":                          "",
		"https://_dienst.test.nl/":                         "",
		"https://93.184.215.14/":                           "",
		"https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]": "",
		"https://[::ffff:93.184.215.14]/":                  "",
		"https://eigen.nl/":                                "",
		"https://10.1.255.255/":                            "",
		"https://[fd12::7]/":                               "",
		"http://example.com/":                              "ADDRESS_NOT_HTTPS",
		"ftp://example.com/":                               "ADDRESS_NOT_HTTPS",
		"//example.com/":                                   "ADDRESS_NOT_HTTPS",
		"":                                                 "ADDRESS_NOT_HTTPS ADDRESS_INVALID",
		"example.com":                                      "ADDRESS_NOT_HTTPS ADDRESS_INVALID",
		"/geheim":                                          "ADDRESS_NOT_HTTPS ADDRESS_INVALID",
		"https://":                                         "ADDRESS_INVALID",
		"https:///geheim":                                  "ADDRESS_INVALID",
		"https:example.com":                                "ADDRESS_INVALID",
		"mailto:geheim@example.com":                        "ADDRESS_INVALID",
		"https://example.com/geh eim":                      "ADDRESS_INVALID",
		"https://example.com/\ngeheim":                     "ADDRESS_INVALID",
		"https://example.com\\@intern.nl/":                 "ADDRESS_INVALID",
		"https://café.nl/":                                 "ADDRESS_INVALID",
		"https://example.com/%zz":                          "ADDRESS_INVALID",
		"https://example..com/":                            "ADDRESS_INVALID",
		"https://example.com./":                            "ADDRESS_INVALID",
		"https://-example.com/":                            "ADDRESS_INVALID",
		"https://exam%70le.com/":                           "ADDRESS_INVALID",
		"https://" + strings.Repeat("a", 64) + ".nl/":      "ADDRESS_INVALID",
		"https://" + strings.Repeat("a.", 127) + "nl/":     "ADDRESS_INVALID",
		"https://example.com/" + strings.Repeat("a", 2048): "ADDRESS_INVALID",
		"https://example.com/" + strings.Repeat("a", 2028): "",
		"https://ik:geheim@example.com/":                   "ADDRESS_HAS_CREDENTIALS",
		"https://ik@example.com/":                          "ADDRESS_HAS_CREDENTIALS",
		"https://@example.com/":                            "ADDRESS_HAS_CREDENTIALS",
		"https://example.com/#geheim":                      "ADDRESS_HAS_FRAGMENT",
		"https://example.com/#":                            "ADDRESS_HAS_FRAGMENT",
		"https://example.com:25/":                          "ADDRESS_PORT",
		"https://example.com:80/":                          "ADDRESS_PORT",
		"https://example.com:1023/":                        "ADDRESS_PORT",
		"https://example.com:0/":                           "ADDRESS_PORT",
		"https://example.com:65536/":                       "ADDRESS_PORT",
		"https://example.com:/":                            "ADDRESS_PORT",
		"https://example.com:0443/":                        "ADDRESS_PORT",
		"https://absent.nl/":                               "ADDRESS_UNRESOLVED",
		"https://leeg.nl/":                                 "ADDRESS_UNRESOLVED",
		"https://intern.nl/":                               "ADDRESS_PRIVATE",
		"https://gemengd.nl/":                              "ADDRESS_PRIVATE",
		"https://gemengd-6.nl/":                            "ADDRESS_PRIVATE",
		"https://localhost/":                               "ADDRESS_PRIVATE",
		"https://127.0.0.1/":                               "ADDRESS_PRIVATE",
		"https://[::1]/":                                   "ADDRESS_PRIVATE",
		"https://[fe80::1%25eth0]/":                        "ADDRESS_PRIVATE",
		"https://[2606:2800:21f:cb07::1%25eth0]/":          "ADDRESS_PRIVATE",
		"https://10.2.0.1/":                                "ADDRESS_PRIVATE",
		"https://169.254.169.254/latest/meta-data/":        "ADDRESS_PRIVATE",
		"https://[fd00:ec2::254]/":                         "ADDRESS_PRIVATE",
		// Ways of inet_aton to write 127.0.0.1.
		"https://127.1/":                     "ADDRESS_INVALID",
		"https://2130706433/":                "ADDRESS_INVALID",
		"https://0x7f000001/":                "ADDRESS_INVALID",
		"https://0x7F.1/":                    "ADDRESS_INVALID",
		"https://0177.0.0.1/":                "ADDRESS_INVALID",
		"https://127.0.0.0x/":                "ADDRESS_INVALID",
		"https://127.0.0.1.nip.io/":          "ADDRESS_UNRESOLVED", // a name like any other: what it resolves to counts
		"http://ik:geheim@intern.nl:25/#x":   "ADDRESS_NOT_HTTPS ADDRESS_HAS_CREDENTIALS ADDRESS_HAS_FRAGMENT ADDRESS_PORT ADDRESS_PRIVATE",
		"http://ik:geheim@[::1]:22/geheim":   "ADDRESS_NOT_HTTPS ADDRESS_HAS_CREDENTIALS ADDRESS_PORT ADDRESS_PRIVATE",
		"gopher://geheim.absent.nl:70/_EHLO": "ADDRESS_NOT_HTTPS ADDRESS_PORT ADDRESS_UNRESOLVED",
	}
	for address, want := range tests {
		require.Equal(t, want, strings.Join(reasons(t, s, address), " "), "%.100q", address)
	}
}

// special are networks that no machine of the public internet is in (the registers of IANA, and what holds addresses of IPv4).
func special() map[string]string {
	return map[string]string{
		"0.0.0.0/8": "this network", "10.0.0.0/8": "private", "100.64.0.0/10": "shared by customers of a provider",
		"127.0.0.0/8": "loopback", "169.254.0.0/16": "link-local", "172.16.0.0/12": "private", "192.0.0.0/24": "protocols",
		"192.0.2.0/24": "documentation", "192.88.99.0/24": "6to4 relays", "192.168.0.0/16": "private", "198.18.0.0/15": "benchmarks",
		"198.51.100.0/24": "documentation", "203.0.113.0/24": "documentation", "224.0.0.0/4": "multicast", "240.0.0.0/4": "reserved",
		"255.255.255.255/32": "broadcast",
		"::/128":             "unspecified", "::1/128": "loopback", "::/96": "IPv4-compatible", "64:ff9b::/96": "NAT64", "64:ff9b:1::/48": "local NAT64",
		"100::/64": "discard", "2001::/32": "Teredo", "2001:10::/28": "ORCHID", "2001:20::/28": "ORCHID 2", "2001:db8::/32": "documentation",
		"2002::/16": "6to4", "3fff::/20": "documentation", "5f00::/16": "segment routing", "fc00::/7": "unique local", "fe80::/10": "link-local",
		"fec0::/10": "site-local", "ff00::/8": "multicast",
	}
}

// inside draws an address of a network.
func inside(t *rapid.T, network netip.Prefix) netip.Addr {
	raw := network.Addr().AsSlice()
	for i, random := range rapid.SliceOfN(rapid.Byte(), len(raw), len(raw)).Draw(t, "random") {
		fixed := min(max(network.Bits()-8*i, 0), 8) // bits of this byte that are the network's
		raw[i] |= random & (0xff >> fixed)
	}
	ip, _ := netip.AddrFromSlice(raw)
	require.True(t, network.Contains(ip))
	return ip
}

func TestNoSpecialAddressIsAllowed(t *testing.T) {
	s := newSender(t, webhook.Config{}, hosts{})
	for text, what := range special() {
		network := netip.MustParsePrefix(text)
		t.Run(text+" "+what, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				ip := inside(t, network)
				written := ip.String()
				if ip.Is6() {
					written = "[" + written + "]"
				}
				require.Equal(t, []string{"ADDRESS_PRIVATE"}, reasons(t, s, "https://"+written+"/"))
				s := newSender2(t, at("example.com", "93.184.215.14", ip.String()))
				require.Equal(t, []string{"ADDRESS_PRIVATE"}, reasons(t, s, "https://example.com/"))
			})
		})
	}
}

// in6 answers the ways in which an address of IPv6 holds one of IPv4.
func in6(ip netip.Addr) map[string]netip.Addr {
	v4 := ip.As4()
	mapped := netip.AddrFrom16(ip.As16())
	nat64 := [16]byte{0, 0x64, 0xff, 0x9b}
	local := [16]byte{0, 0x64, 0xff, 0x9b, 0, 1}
	compatible, sixToFour, teredo := [16]byte{}, [16]byte{0x20, 0x02}, [16]byte{0x20, 0x01}
	for _, to := range [][]byte{nat64[12:], local[12:], compatible[12:], sixToFour[2:6]} {
		copy(to, v4[:])
	}
	binary.BigEndian.PutUint32(teredo[12:], ^binary.BigEndian.Uint32(v4[:]))
	return map[string]netip.Addr{
		"mapped": mapped, "NAT64": netip.AddrFrom16(nat64), "local NAT64": netip.AddrFrom16(local),
		"compatible": netip.AddrFrom16(compatible), "6to4": netip.AddrFrom16(sixToFour), "Teredo": netip.AddrFrom16(teredo),
	}
}

func TestNoSpecialAddressOfIPv4IsAllowedInOneOfIPv6(t *testing.T) {
	s := newSender(t, webhook.Config{}, hosts{})
	rapid.Check(t, func(t *rapid.T) {
		for text := range special() {
			network := netip.MustParsePrefix(text)
			if !network.Addr().Is4() {
				continue
			}
			for way, ip := range in6(inside(t, network)) {
				require.Equal(t, []string{"ADDRESS_PRIVATE"}, reasons(t, s, "https://["+ip.String()+"]/"), "%s in %s", text, way)
			}
		}
	})
}

func TestAllowedNetworkOpensNothingBesideIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.IntRange(8, 32).Draw(t, "bits")
		network := netip.PrefixFrom(inside(t, netip.MustParsePrefix("10.0.0.0/8")), bits).Masked()
		s, err := webhook.New(webhook.Config{Networks: []string{network.String()}}, hosts{})
		require.NoError(t, err)
		ip := inside(t, netip.MustParsePrefix("10.0.0.0/8"))
		var want []string
		if !network.Contains(ip) {
			want = []string{"ADDRESS_PRIVATE"}
		}
		require.Equal(t, want, reasons(t, s, "https://"+ip.String()+"/"))
		require.Equal(t, want, reasons(t, s, "https://["+netip.AddrFrom16(ip.As16()).String()+"]/"))
	})
}
