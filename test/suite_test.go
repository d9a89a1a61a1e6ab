package test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/grpcx"
)

// suite is the whole of Meedoen as its users see it, in one process or in several.
type suite struct {
	t        *testing.T
	data     string            // the folder with the key of the development issuer
	http     string            // where REST and the pages are
	services map[string]string // where each service answers gRPC
	secured  *secured          // how it is called over TLS; nil: without
}

// token answers a token with roles, made by the program's own command.
func (s *suite) token(roles ...string) string { return s.makeToken(roles) }

// tokenFor answers a token for an audience.
func (s *suite) tokenFor(audience string, roles ...string) string {
	return s.makeToken(roles, "--audience", audience)
}

// tokenOf answers a token of somebody.
func (s *suite) tokenOf(subject string, roles ...string) string {
	return s.makeToken(roles, "--subject", subject)
}

func (s *suite) makeToken(roles []string, more ...string) string {
	args := append([]string{"token", "--data", s.data, "--role", "nobody"}, more...)
	for _, role := range roles {
		args = append(args, "--role", role)
	}
	out, err := exec.Command(filepath.Join(binaries, "meedoen"), args...).Output()
	require.NoError(s.t, err)
	return strings.TrimSpace(string(out))
}

// answer is what REST answered.
type answer struct {
	status int
	header http.Header
	body   map[string]any
	text   string
}

// rest calls the REST API; body may be nil, and token empty.
func (s *suite) rest(method, path, token string, body any) answer {
	a, err := s.try(s.t.Context(), s.http, method, path, token, body)
	require.NoError(s.t, err)
	return a
}

// try is rest at a gateway that may be away.
func (s *suite) try(ctx context.Context, host, method, path, token string, body any) (answer, error) {
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		require.NoError(s.t, err)
		reader = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.secured.scheme()+host+path, reader)
	require.NoError(s.t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := s.secured.client().Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: resp.StatusCode, header: resp.Header, text: string(data)}
	_ = json.Unmarshal(data, &a.body) // a page is no JSON
	return a, nil
}

// programmeOf answers the id of the programme with a code, which is made where there is none.
func (s *suite) programmeOf(code, theme string) string {
	staff := s.token("activities.staff")
	made := s.rest("POST", "/v1/programmes", staff, map[string]any{
		"code": code, "displayName": "Programma " + code, "theme": theme, "startDate": "2010-01-01",
	})
	if made.status == http.StatusCreated {
		return made.body["id"].(string)
	}
	require.Equal(s.t, http.StatusConflict, made.status, made.text)
	list := s.rest("GET", "/v1/programmes?pageSize=100", staff, nil)
	for _, one := range list.body["programmes"].([]any) {
		if programme := one.(map[string]any); programme["code"] == code {
			return programme["id"].(string)
		}
	}
	require.Fail(s.t, "a programme is there and is not", code)
	return ""
}

// dial answers a gRPC connection to all services whose calls carry a token with roles.
func (s *suite) dial(roles ...string) grpc.ClientConnInterface {
	token := s.token(roles...)
	var all grpc.ClientConnInterface
	conns, addresses := map[string]grpc.ClientConnInterface{}, map[string]bool{}
	for name, address := range s.services {
		conn, err := grpcx.Dial(address, grpcx.ClientConfig{
			Timeout: patience, Transport: s.secured.transport(), Credentials: grpcx.Bearer(token),
		})
		require.NoError(s.t, err)
		s.t.Cleanup(func() { require.NoError(s.t, conn.Close()) })
		all, conns[name], addresses[address] = conn, conn, true
	}
	if len(addresses) == 1 { // one process has the positions of all, and is asked once
		return all
	}
	return gateway.Route(conns)
}
