// Command pocketbase is PocketBase as it comes, as a library of Go, with collections for what the suite has as tables: places,
// programmes and head counts. A head count is created over its REST API (POST /api/collections/head_counts/records) by a user who
// is logged in, with the JSON of the suite. The fields have the rules of the suite that a collection can have: what must be
// there, how large a count may be, which words count, that the place and the programme exist.
//
// Its settings are its own. Its SQLite does not wait for the disk at each commit (synchronous NORMAL): a power cut can take
// what it answered last, which the suite and the monolith do not allow.
//
// It leaves out what the suite has beside: whether the place was open and the programme ran on that day, request ids, roles,
// events and figures. It keeps its own log of requests.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // its own tables
)

func main() {
	listen := flag.String("listen", "", "host:port where it serves")
	data := flag.String("data", "", "folder where it keeps what it keeps, and leaves a token")
	flag.Parse()
	if *listen == "" || *data == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "it needs --listen HOST:PORT and --data FOLDER, and nothing else")
		os.Exit(1)
	}
	// As the programs of the suite have it: a comparison of garbage collectors is not what is asked for.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *listen, *data, func() { fmt.Println("ready") })
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves until ctx ends, and calls ready when it does.
func run(ctx context.Context, listen, data string, ready func()) error {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: data})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return errors.Join(err, app.ResetBootstrapState())
	}
	if err := prepare(app, data); err != nil {
		return errors.Join(err, app.ResetBootstrapState())
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.InstallerFunc = nil // nobody is to set it up in a browser
		err := e.Next()       // which listens
		if err == nil {
			ready()
		}
		return err
	})
	ended := make(chan error, 1)
	go func() { ended <- apis.Serve(app, apis.ServeConfig{HttpAddr: listen}) }()
	select {
	case err := <-ended:
		return errors.Join(err, app.ResetBootstrapState())
	case <-ctx.Done():
	}
	event := &core.TerminateEvent{App: app}
	err := app.OnTerminate().Trigger(event, func(e *core.TerminateEvent) error { return e.App.ResetBootstrapState() })
	return errors.Join(err, <-ended)
}

// tokenLifetime is how long the token counts that is left in the data folder.
const tokenLifetime = 12 * time.Hour

// prepare makes the collections and what is in them at first, and leaves a token of a user in the data folder.
func prepare(app core.App, data string) error {
	if _, err := app.FindCollectionByNameOrId(headCounts); err != nil { // there is none yet
		if err := app.RunInTransaction(fill); err != nil {
			return fmt.Errorf("make the collections: %w", err)
		}
	}
	user, err := app.FindAuthRecordByEmail("users", email)
	if err != nil {
		return err
	}
	token, err := user.NewStaticAuthToken(tokenLifetime)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(data, "token"), []byte(token), 0o600)
}
