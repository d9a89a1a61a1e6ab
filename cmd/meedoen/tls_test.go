package main

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/tlsx"
)

// keysFor writes what keys writes, and answers the files of a certificate in it.
func keysFor(t *testing.T, data string) (dir string, pair func(name string) tlsx.Pair) {
	dir = t.TempDir()
	_, err := command(t, "keys", dir, "--data", data)
	require.NoError(t, err)
	return dir, func(name string) tlsx.Pair {
		return tlsx.Pair{Certificate: filepath.Join(dir, name+".crt"), Key: filepath.Join(dir, name+".key")}
	}
}

func trusted(t *testing.T, dir string) *x509.CertPool {
	text, err := os.ReadFile(filepath.Join(dir, "ca.crt"))
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(text))
	return pool
}

func TestKeysRunAgainRenewCertificatesAndKeepTheAuthority(t *testing.T) {
	data := t.TempDir()
	dir, pair := keysFor(t, data)
	before := trusted(t, dir)
	for _, name := range append(apart(), "gateway") {
		require.Empty(t, pair(name).Validate(), name)
		info, err := os.Stat(pair(name).Key)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
	old, err := os.ReadFile(pair("support").Certificate)
	require.NoError(t, err)
	_, err = command(t, "keys", dir, "--data", data, "--certificate", "nats")
	require.NoError(t, err)
	fresh, err := tls.LoadX509KeyPair(pair("support").Certificate, pair("support").Key)
	require.NoError(t, err)
	read, err := os.ReadFile(pair("support").Certificate)
	require.NoError(t, err)
	require.NotEqual(t, string(old), string(read))
	require.Empty(t, pair("nats").Validate())
	for _, host := range []string{"support", "localhost", "127.0.0.1", "::1"} {
		_, err = fresh.Leaf.Verify(x509.VerifyOptions{Roots: before, DNSName: host})
		require.NoError(t, err, host)
	}
	_, err = fresh.Leaf.Verify(x509.VerifyOptions{Roots: before, DNSName: "activities"})
	require.Error(t, err)
	other, _ := keysFor(t, t.TempDir())
	_, err = fresh.Leaf.Verify(x509.VerifyOptions{Roots: trusted(t, other)})
	require.Error(t, err, "the authority of another folder")
}

func TestOneProcessServesTLSAndCallsItself(t *testing.T) {
	dir, pair := keysFor(t, t.TempDir())
	r := runWith(t, "", func(cfg *Config) { cfg.TLS.Pair, cfg.Gateway.TLS = pair("activities"), pair("gateway") })
	home := "https://" + r.http.Addr().String()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	client := &http.Client{Jar: jar, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: trusted(t, dir)}, ForceAttemptHTTP2: true,
	}}
	response, err := client.Get(home + "/healthz")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, "HTTP/2.0", response.Proto)
	require.Contains(t, response.Header.Get("Strict-Transport-Security"), "max-age=31536000")

	// The provider beside the pages is asked over HTTPS, too.
	at, _ := send(t, client, http.MethodGet, home+"/login?return=/verantwoording/2022", nil)
	at, page := send(t, client, http.MethodPost, at, url.Values{"name": {"anna"}, "role": {"account.manager"}})
	require.Equal(t, home+"/verantwoording/2022", at)
	require.Contains(t, page, "Verantwoording 2022")

	t.Setenv("MEEDOEN_TLS_CERTIFICATE", pair("activities").Certificate)
	t.Setenv("MEEDOEN_TLS_KEY", pair("activities").Key)
	address := r.tcp.Addr().String()
	_, err = command(t, "health", "--grpc", address)
	require.NoError(t, err)
	show := []string{"account", "show", "2022", "--data", r.cfg.Data}
	_, err = command(t, append(show, "--grpc", address)...)
	require.NoError(t, err, "it trusts the certificate of its own configuration")
	_, err = command(t, append(show, "--address", address, "--ca", filepath.Join(dir, "ca.crt"))...)
	require.NoError(t, err)
	other, _ := keysFor(t, t.TempDir())
	_, err = command(t, append(show, "--address", address, "--ca", filepath.Join(other, "ca.crt"))...)
	require.ErrorContains(t, err, "unknown authority")
	t.Setenv("MEEDOEN_TLS_CERTIFICATE", pair("gateway").Certificate)
	t.Setenv("MEEDOEN_TLS_KEY", pair("gateway").Key)
	_, err = command(t, append(show, "--grpc", address)...)
	require.ErrorContains(t, err, "another certificate")
}

func TestEverythingWrongWithCertificatesIsToldAtOnce(t *testing.T) {
	for variable, value := range map[string]string{
		"MEEDOEN_TLS_KEY": "/nowhere.key", "MEEDOEN_TLS_CA": "/nowhere.ca", "MEEDOEN_EVENTS_CA": "/nowhere.nats",
		"MEEDOEN_GATEWAY_TLS_CERTIFICATE": "/nowhere.crt",
	} {
		t.Setenv(variable, value)
	}
	_, err := command(t, "config", "check")
	for _, text := range []string{
		"tls.key (env MEEDOEN_TLS_KEY): open /nowhere.key", "tls.certificate: is the file", "tls.ca (env MEEDOEN_TLS_CA)", "events.ca",
		"gateway.tls.certificate (env MEEDOEN_GATEWAY_TLS_CERTIFICATE): open /nowhere.crt", "gateway.tls.key: is the file", "6 problems",
	} {
		require.ErrorContains(t, err, text)
	}
}
