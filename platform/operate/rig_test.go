package operate_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/operate"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// program is one whose services are called shop and store.
type program struct {
	t        *testing.T
	services []operate.Service
	db       map[string]*sqldb.DB
	broken   atomic.Bool // the handler refuses every event
	handled  atomic.Int32
}

func newProgram(t *testing.T, engine testkit.Engine) *program {
	t.Parallel()
	p := &program{t: t, db: map[string]*sqldb.DB{}}
	for _, name := range []string{"shop", "store"} {
		url := engine.URL(t, nil)
		p.services = append(p.services, operate.Service{Name: name, Database: config.NewSecret(url)})
		p.db[name] = testkit.OpenDB(t, url)
		// The schema of a service, of which the commands need nothing.
		require.NoError(t, p.db[name].Migrate(t.Context(), schema))
	}
	return p
}

// run runs a command line, and answers what it prints for others to read and for people.
func (p *program) run(args ...string) (out, notes string, err error) {
	p.t.Helper()
	root := &cobra.Command{Use: "program", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(operate.Commands(func(*pflag.FlagSet) ([]operate.Service, error) { return p.services, nil })...)
	var stdout, stderr bytes.Buffer
	root.SetOut(&stdout)
	root.SetErr(&stderr)
	root.SetArgs(args)
	err = root.ExecuteContext(p.t.Context())
	return stdout.String(), stderr.String(), err
}

// list runs a command line that prints a list for machines.
func (p *program) list(args ...string) (list []map[string]any, err error) {
	p.t.Helper()
	out, _, err := p.run(append(args, "--json")...)
	if out != "" {
		require.NoError(p.t, json.Unmarshal([]byte(out), &list), out)
	}
	return list, err
}

// ids answers the ids in a list for machines.
func ids(list []map[string]any) (ids []string) {
	for _, l := range list {
		ids = append(ids, fmt.Sprint(l["id"]))
	}
	return ids
}

func (p *program) exec(service, statement string, args ...any) {
	p.t.Helper()
	require.NoError(p.t, p.db[service].Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	}))
}

// bury sets an event of source urn:x aside.
func (p *program) bury(service, id, problem string) {
	p.t.Helper()
	p.exec(service, `INSERT INTO dead_letter (source, id, type, aggregate_id, stream, sequence, data, error, created_at)
VALUES ('urn:x', $1, $2, 'seven', 'letters', 3, $3, $4, 1000000)`, id, outbox.Type("letters", "letter.sent"), []byte("abc"), problem)
}

// start starts the consumer of a service, which follows the stream of letters.
func (p *program) start(service string) {
	p.t.Helper()
	conn := testkit.NATS(p.t)
	_, err := conn.DeclareStream(p.t.Context(), "letters")
	require.NoError(p.t, err)
	consumer, err := inbox.New(inbox.Config{
		Service: "letters", Types: []string{outbox.Type("letters", "letter.sent")}, Handle: p.handle,
		DB: p.db[service], NATS: conn, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(p.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- consumer.Run(ctx) }()
	p.t.Cleanup(func() { cancel(); require.NoError(p.t, <-done) })
}

func (p *program) handle(_ context.Context, _ *sql.Tx, events []cloudevent.Event) error {
	if p.broken.Load() {
		return inbox.Poison(errors.New("no such\n\taddress"))
	}
	p.handled.Add(int32(len(events)))
	return nil
}

// relay sends what is in the outbox of a service, and answers when all of it was sent.
func (p *program) relay(service string, conn *natsx.Conn) {
	p.t.Helper()
	relay, err := outbox.New(outbox.Config{
		Service: service, DB: p.db[service], NATS: conn, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(p.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- relay.Run(ctx) }()
	_, err = relay.Position(p.t.Context())
	cancel()
	require.NoError(p.t, err)
	require.NoError(p.t, <-done)
}
