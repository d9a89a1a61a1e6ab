package test

import (
	"strings"
	"testing"

	"github.com/deschoor/meedoen/platform/testkit"
)

// process is the suite in one process.
type process struct {
	*suite
	*program
}

// start starts "meedoen up" or "meedoen demo" on the data in dir, and waits until it says where it serves.
func start(t *testing.T, command, dir string, env ...string) *process {
	http, grpc := testkit.Address(t), testkit.Address(t)
	p := &process{
		suite: &suite{t: t, data: dir, http: http, services: map[string]string{
			"activities": grpc, "volunteers": grpc, "debtcounselling": grpc, "support": grpc, "reporting": grpc,
		}},
		program: &program{
			t: t, name: "meedoen", env: env, args: []string{command, "--data", dir, "--http", http, "--grpc", grpc},
			serves: func(p *program) bool { return strings.Contains(p.out.String(), "Meedoen draait.") },
		},
	}
	t.Cleanup(p.stop) // also where it does not come so far as to serve
	p.start()
	return p
}

// again starts the process anew on the same data and ports.
func (p *process) again(command string) {
	p.args[0] = command
	p.restart()
}
