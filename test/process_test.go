// Package test drives built programs from outside, as their users do.
package test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/grpcx"
)

// binary is the program under test, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "meedoen-test-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "meedoen")
		build := exec.Command("go", "build", "-o", binary, "../cmd/meedoen")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			panic(err)
		}
		return m.Run()
	}())
}

// patience is how long a test waits for what must come; a busy machine is slow, and a wrong one waits for ever.
const patience = 2 * time.Minute

// process is a running meedoen.
type process struct {
	t    *testing.T
	data string
	env  []string
	http string
	grpc string
	cmd  *exec.Cmd
	out  *output
	done chan struct{}
	err  error
}

// output collects what a process prints.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// start starts "meedoen up" or "meedoen demo" on the data in dir, and waits until it says where it serves.
func start(t *testing.T, command, dir string, env ...string) *process {
	p := &process{t: t, data: dir, env: env, http: freeAddress(t), grpc: freeAddress(t)}
	p.run(command)
	t.Cleanup(p.stop)
	return p
}

func (p *process) run(command string) {
	p.out, p.done = &output{}, make(chan struct{})
	p.cmd = exec.Command(binary, command, "--data", p.data, "--http", p.http, "--grpc", p.grpc)
	p.cmd.Env = append(os.Environ(), p.env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	require.NoError(p.t, p.cmd.Start())
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	require.Eventually(p.t, func() bool {
		select {
		case <-p.done:
			return true
		default:
			return strings.Contains(p.out.String(), "Meedoen draait.")
		}
	}, patience, 20*time.Millisecond)
	require.Contains(p.t, p.out.String(), "Meedoen draait.", "the process ended: %v", p.err)
}

// stop asks the process to end and waits until it has, well.
func (p *process) stop() {
	select {
	case <-p.done:
		return
	default:
	}
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	p.wait()
	require.NoError(p.t, p.err, p.out)
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	require.NoError(p.t, p.cmd.Process.Kill())
	p.wait()
}

func (p *process) wait() {
	select {
	case <-p.done:
	case <-time.After(patience):
		require.Fail(p.t, "the process does not end", p.out)
	}
}

// again starts the process anew on the same data and ports.
func (p *process) again(command string) {
	p.wait()
	p.run(command)
}

// token answers a token with roles, made by the program's own command.
func (p *process) token(roles ...string) string { return p.tokenFor("meedoen", roles...) }

// tokenFor answers a token for an audience.
func (p *process) tokenFor(audience string, roles ...string) string {
	args := []string{"token", "--data", p.data, "--audience", audience, "--role", "nobody"}
	for _, role := range roles {
		args = append(args, "--role", role)
	}
	out, err := exec.Command(binary, args...).Output()
	require.NoError(p.t, err)
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
func (p *process) rest(method, path, token string, body any) answer {
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		require.NoError(p.t, err)
		reader = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, "http://"+p.http+path, reader)
	require.NoError(p.t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(p.t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(p.t, err)
	a := answer{status: resp.StatusCode, header: resp.Header, text: string(data)}
	_ = json.Unmarshal(data, &a.body) // a page is no JSON
	return a
}

// dial answers a gRPC connection whose calls carry a token with roles.
func (p *process) dial(roles ...string) *grpc.ClientConn {
	conn, err := grpcx.Dial(p.grpc, grpcx.ClientConfig{Timeout: patience, Credentials: bearer(p.token(roles...))})
	require.NoError(p.t, err)
	p.t.Cleanup(func() { require.NoError(p.t, conn.Close()) })
	return conn
}

type bearer string

func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(b)}, nil
}

func (bearer) RequireTransportSecurity() bool { return false }

func freeAddress(t *testing.T) string {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer lis.Close()
	return fmt.Sprint(lis.Addr())
}
