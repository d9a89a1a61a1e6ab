package main

import (
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// send sends a form, or asks for a page where there is none, with the cookies of client.
func send(t *testing.T, client *http.Client, method, address string, form url.Values) (at, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.Request.URL.String(), string(text)
}

func TestWithoutSettingsPeopleLogInAtTheDevelopmentIssuer(t *testing.T) {
	r := run(t, "")
	home := "http://" + r.http.Addr().String()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	client := &http.Client{Jar: jar}

	at, page := send(t, client, http.MethodGet, home+"/login?return=/verantwoording/2022", nil)
	require.Contains(t, page, "dit is geen echte aanmelding")
	for _, role := range []string{"account.manager", "activities.staff", "admin", "importer", "volunteers.coordinator"} {
		require.Contains(t, page, `value="`+role+`"`)
	}
	at, page = send(t, client, http.MethodPost, at, url.Values{"name": {"anna"}, "role": {"account.manager"}})

	require.Equal(t, home+"/verantwoording/2022", at)
	require.Contains(t, page, "Verantwoording 2022", "which is not published, and so only an account manager's")
	_, page = send(t, http.DefaultClient, http.MethodGet, home+"/verantwoording/2022", nil)
	require.Contains(t, page, "nog niet openbaar")
}

func TestProcessReachesItselfWhereItListens(t *testing.T) {
	for listener, want := range map[*net.TCPAddr]string{
		{IP: net.IPv4zero, Port: 80}:          "127.0.0.1:80",
		{IP: net.IPv6unspecified, Port: 80}:   "127.0.0.1:80",
		{IP: net.IPv6loopback, Port: 80}:      "[::1]:80",
		{IP: net.IPv4(192, 0, 2, 1), Port: 1}: "192.0.2.1:1",
	} {
		require.Equal(t, want, address(listener))
	}
}
