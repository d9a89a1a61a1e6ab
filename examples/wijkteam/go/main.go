// Command wijkteam is an example for the makers of software of neighbourhood teams (wijkteams): it submits a question of a
// resident to Meedoen, refers it, and follows what becomes of it to the end.
//
//	wijkteam submit --reference R --team T [--refer]
//	wijkteam follow --reference R --state FILE
//
// What is done goes to stdout, a line of JSON each; what goes wrong goes to stderr. It needs gRPC, the module with the contract
// (github.com/deschoor/meedoen/proto) and a client of OAuth, and nothing else of Meedoen. The same program in TypeScript is
// beside it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// errUsage is that the command line makes no sense; what is wrong with it was printed.
var errUsage = errors.New("usage: wijkteam submit|follow --reference R …; see --help")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	switch {
	case err == nil:
		return
	case errors.Is(err, errUsage) || errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(2)
	case ctx.Err() != nil:
		return // it was asked to stop, and what it handled is in its file
	}
	report(os.Stderr, err)
	stop()
	os.Exit(1)
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet("wijkteam "+args[0], flag.ContinueOnError)
	var to address
	to.declare(flags)
	reference := flags.String("reference", "", "what your system calls the question")
	patience := flags.Int("patience", 60, "for how many seconds a call is tried again while Meedoen is away")
	var do func(ctx context.Context, c *client) error
	switch args[0] {
	case "submit":
		var s submission
		s.declare(flags)
		do = func(ctx context.Context, c *client) error { return s.submit(ctx, c, *reference, out) }
	case "follow":
		var f follower
		f.declare(flags)
		do = func(ctx context.Context, c *client) error { return f.follow(ctx, c, *reference, out) }
	default:
		return errUsage
	}
	if err := flags.Parse(args[1:]); err != nil {
		return errUsage
	}
	if *reference == "" || flags.NArg() > 0 {
		return fmt.Errorf("--reference is what your system calls the question: %w", errUsage)
	}
	c, err := to.connect(time.Duration(*patience) * time.Second)
	if err != nil {
		return err
	}
	if err := do(ctx, c); err != nil {
		c.conn.Close()
		return err
	}
	return c.conn.Close()
}

// printLine prints a value as one line of JSON.
func printLine(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
