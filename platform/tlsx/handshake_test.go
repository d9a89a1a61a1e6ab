package tlsx_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
)

func machineTime() time.Time { return clock.System().Now() }

// selfSigned writes NAME.crt and NAME.key with a key of the test's own, and answers the certificate.
func (r *rig) selfSigned(name string, key any, public any) *x509.Certificate {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: r.clock.Now().Add(-time.Hour),
		NotAfter: r.clock.Now().Add(90 * day), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	require.NoError(r.t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(r.t, err)
	for file, block := range map[string]*pem.Block{
		name + ".crt": {Type: "CERTIFICATE", Bytes: der}, name + ".key": {Type: "PRIVATE KEY", Bytes: secret},
	} {
		require.NoError(r.t, os.WriteFile(r.file(file), pem.EncodeToMemory(block), 0o600))
	}
	made, err := x509.ParseCertificate(der)
	require.NoError(r.t, err)
	return made
}

func TestInsideSpeaksNothingButTLS13(t *testing.T) {
	r := newRig(t)
	address := r.serve(r.certificate().Inside)
	client := &tls.Config{RootCAs: r.trust("ca.crt"), NextProtos: []string{"h2"}}
	state, err := shake(address, client)
	require.NoError(t, err)
	require.EqualValues(t, tls.VersionTLS13, state.Version)
	require.Equal(t, "h2", state.NegotiatedProtocol)
	client.MaxVersion = tls.VersionTLS12
	_, err = shake(address, client)
	require.ErrorContains(t, err, "protocol version not supported")
}

// allSuites are those of TLS 1.2 that Go knows, bad ones too.
func allSuites() (ids []uint16) {
	for _, suite := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		if slices.Contains(suite.SupportedVersions, tls.VersionTLS12) {
			ids = append(ids, suite.ID)
		}
	}
	return ids
}

func TestOutsideSpeaksWhatTheGuidelineCallsGoodOrSufficientAndNothingElse(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 3072)
	require.NoError(t, err)
	for name, sufficient := range map[string][]uint16{
		"ecdsa": {
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		},
		"rsa": {
			tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
			tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			trusted := r.trust("ca.crt")
			if name == "rsa" { // with which Go also knows suites without forward secrecy, and CBC
				trusted.AddCert(r.selfSigned("server", rsaKey, rsaKey.Public()))
			}
			address := r.serve(r.certificate().Outside)
			for _, id := range allSuites() {
				state, err := shake(address, &tls.Config{
					RootCAs: trusted, CipherSuites: []uint16{id}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS12,
				})
				if slices.Contains(sufficient, id) {
					require.NoError(t, err, tls.CipherSuiteName(id))
					require.Equal(t, id, state.CipherSuite)
				} else {
					require.Error(t, err, tls.CipherSuiteName(id))
				}
			}
			for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
				_, err := shake(address, &tls.Config{RootCAs: trusted, MinVersion: version, MaxVersion: version, CipherSuites: allSuites()})
				require.ErrorContains(t, err, "protocol version not supported")
			}
			for _, curve := range []tls.CurveID{tls.X25519MLKEM768, tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521} {
				state, err := shake(address, &tls.Config{
					RootCAs: trusted, CurvePreferences: []tls.CurveID{curve}, NextProtos: []string{"h2", "http/1.1"},
				})
				require.NoError(t, err, curve)
				require.Equal(t, curve, state.CurveID)
				require.EqualValues(t, tls.VersionTLS13, state.Version)
				require.Equal(t, "h2", state.NegotiatedProtocol)
			}
		})
	}
}

func TestWhoeverHasTheSameFilesTrustsTheServerAndNoOther(t *testing.T) {
	r := newRig(t)
	server := r.certificate()
	address := r.serve(server.Inside)
	_, err := shake(address, server.Itself())
	require.NoError(t, err)

	r.pair("server", 80*day) // both see it
	_, err = shake(address, server.Itself())
	require.NoError(t, err)

	r.pair("other", 90*day)
	other := r.serve(func(lis net.Listener) net.Listener {
		pair, err := tls.LoadX509KeyPair(r.file("other.crt"), r.file("other.key"))
		require.NoError(t, err)
		return tls.NewListener(lis, &tls.Config{Certificates: []tls.Certificate{pair}})
	})
	_, err = shake(other, server.Itself())
	require.ErrorContains(t, err, "another certificate")
}

func TestWeakAndWrongFilesAreRefusedWithAllReasons(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0")
	r := newRig(t)
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	curve, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	r.selfSigned("short", short, short.Public())
	r.selfSigned("curve", curve, curve.Public())
	both, err := os.ReadFile(r.file("curve.crt"))
	require.NoError(t, err)
	first, err := os.ReadFile(r.file("short.crt"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(r.file("chain.crt"), append(first, both...), 0o600))
	require.NoError(t, os.Rename(r.file("short.key"), r.file("chain.key")))
	r.pair("other", day)
	require.NoError(t, os.Rename(r.file("server.key"), r.file("mixed.key")))
	require.NoError(t, os.Rename(r.file("other.crt"), r.file("mixed.crt")))
	require.NoError(t, os.WriteFile(r.file("text.crt"), []byte("text"), 0o600))
	for name, want := range map[string][]string{
		"absent": {"certificate: open", "key: open"},
		"chain":  {"has 1024 bits: it takes 2048", "on the curve P-224"},
		"curve":  {"on the curve P-224: it takes P-256, P-384 or P-521"},
		"mixed":  {"private key does not match public key"},
	} {
		problems := r.files(name).Validate()
		require.Len(t, problems, len(want), name)
		for i, text := range want {
			require.Contains(t, problems[i].String(), text)
		}
	}
	half := r.files("mixed")
	half.Key = ""
	require.Contains(t, half.Validate()[0].String(), "key: is the file of the key")
}
