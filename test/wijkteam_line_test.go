package test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
)

// authority is an authority that vouches for a server and a client, and the files of its certificates.
type authority struct {
	t      *testing.T
	dir    string
	cert   *x509.Certificate
	key    *ecdsa.PrivateKey
	serial int64
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, dir: t.TempDir()}
	a.cert, a.key = a.issue("ca", &x509.Certificate{
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	return a
}

// issue writes NAME.pem and NAME.key.
func (a *authority) issue(name string, of *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(a.t, err)
	a.serial++
	now := clock.System().Now()
	of.SerialNumber, of.Subject = big.NewInt(a.serial), pkix.Name{CommonName: name}
	of.NotBefore, of.NotAfter = now.Add(-time.Hour), now.Add(time.Hour)
	by, signs := of, key
	if a.cert != nil {
		by, signs = a.cert, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, of, by, key.Public(), signs)
	require.NoError(a.t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(a.t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(a.t, err)
	for file, block := range map[string]*pem.Block{
		name + ".pem": {Type: "CERTIFICATE", Bytes: der}, name + ".key": {Type: "PRIVATE KEY", Bytes: secret},
	} {
		require.NoError(a.t, os.WriteFile(a.file(file), pem.EncodeToMemory(block), 0o600))
	}
	return cert, key
}

func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

// proxy is what stands in front of Meedoen: it speaks TLS, and lets through who shows a certificate of the authority. It answers
// its address.
func (a *authority) proxy(to string) string {
	a.issue("server", &x509.Certificate{
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	a.issue("client", &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	own, err := tls.LoadX509KeyPair(a.file("server.pem"), a.file("server.key"))
	require.NoError(a.t, err)
	known := x509.NewCertPool()
	known.AddCert(a.cert)
	lis, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{own}, NextProtos: []string{"h2"},
		ClientCAs: known, ClientAuth: tls.RequireAndVerifyClientCert,
	})
	require.NoError(a.t, err)
	a.t.Cleanup(func() { _ = lis.Close() })
	go func() {
		for {
			from, err := lis.Accept()
			if err != nil {
				return // the test has ended
			}
			go pass(from, to)
		}
	}()
	return lis.Addr().String()
}

// pass passes on what comes, in both directions, until one side ends.
func pass(from net.Conn, address string) {
	defer from.Close()
	to, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	go func() {
		defer to.Close()
		_, _ = io.Copy(to, from) // which ends when either does
	}()
	_, _ = io.Copy(from, to)
}

// identityProvider gives tokens that soon run out to the client "my-system", and counts them.
func (s *suite) identityProvider(given *atomic.Int32) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		right := r.Method == http.MethodPost && id == "my-system" && secret == "s3cr%3At"
		if !right || r.FormValue("grant_type") != "client_credentials" {
			http.Error(w, `{"error":"invalid_client"}`, http.StatusUnauthorized)
			return
		}
		out, err := exec.Command(filepath.Join(binaries, "meedoen"), "token", "--data", s.data, "--role", "wijkteam",
			"--subject", "my-system", "--lifetime", "8s").Output()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		given.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"access_token": strings.TrimSpace(string(out)), "token_type": "Bearer", "expires_in": 8,
		})
	}))
	s.t.Cleanup(server.Close)
	return server.URL
}

// TestIntegratorsProveWhoTheyAre: by client credentials, whose tokens run out while a question is followed, and by a certificate
// to the proxy in front.
func TestIntegratorsProveWhoTheyAre(t *testing.T) {
	d := deployOneProcess(t)
	authority := newAuthority(t)
	proxy := authority.proxy(d.services["support"])
	for _, client := range d.integrators() {
		var given atomic.Int32
		issuer := d.identityProvider(&given)
		client.env = []string{"WIJKTEAM_TOKEN_URL=" + issuer, "WIJKTEAM_CLIENT_ID=my-system", "WIJKTEAM_CLIENT_SECRET=s3cr:t"}
		client.args = []string{"--server", proxy, "--ca", authority.file("ca.pem")}
		submit := []string{"submit", "--reference", "vraag in " + client.language, "--team", "haven", "--patience", "1"}
		unknown := client.run(submit...)
		require.Equal(t, 1, unknown.code, client.language)
		require.Equal(t, "UNAVAILABLE", unknown.problem(t)["code"], "%s: the proxy lets nobody through without a certificate", client.language)

		client.args = append(client.args, "--cert", authority.file("client.pem"), "--key", authority.file("client.key"))
		known := client.env
		client.env = append(client.env[:2:2], "WIJKTEAM_CLIENT_SECRET=wrong")
		unknown = client.run(submit...)
		require.Equal(t, 1, unknown.code, client.language)
		require.Equal(t, "UNAUTHENTICATED", unknown.problem(t)["code"], client.language)

		client.env = known
		question := client.submit("vraag in " + client.language)
		watching := client.follow("vraag in " + client.language)
		watching.handled(1)
		require.Eventually(t, func() bool {
			return strings.Contains(watching.errs.String(), `"reason":"TOKEN_EXPIRED"`)
		}, patience, pause)
		before := given.Load()
		d.step(question["question_id"], "CLOSED", map[string]any{"reason": "QUESTION_REASON_NO_REACTION"})
		watching.ends()
		require.Greater(t, given.Load(), before, client.language)
		require.Equal(t, []any{1.0, 2.0}, watching.told("version"), client.language)
	}
}
