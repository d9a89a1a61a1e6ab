// Package beside is what the programs that the suite is compared with have in common: how they are told where to serve, how they
// say that they do and how they end, and the places that they know. Each of them is small and is what a good engineer would write
// who needs no more than that; its own comment says what it leaves out.
package beside

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// What the programs with a register have in it: a place that is open and a programme that runs from 2010 on, without an end.
const (
	LocationID  = "0197f2a0-0000-7000-8000-000000000001"
	ProgrammeID = "0197f2a0-0000-7000-8000-000000000002"
)

// Options are what every program is told.
type Options struct {
	Listen   string // the "host:port" where it serves
	Data     string // the folder where it keeps what it keeps
	Postgres string // the address of an empty database, for one that can do with it; "": none
	// Ready is called when the program serves; it prints "ready" where a program is run by Main.
	Ready func()
}

// Main runs a program until it ends or is told to (SIGINT, SIGTERM), with the options of the command line and the flags that it
// has defined beside them. It does not return: the process ends with 0 where run answers nil, and with 1 otherwise.
func Main(run func(context.Context, Options) error) {
	o := Options{Ready: func() { fmt.Println("ready") }}
	flag.StringVar(&o.Listen, "listen", "", "host:port where it serves")
	flag.StringVar(&o.Data, "data", "", "folder where it keeps what it keeps")
	flag.StringVar(&o.Postgres, "postgres", "", "address of an empty PostgreSQL database, where it can do with one")
	flag.Parse()
	// As the programs of the suite have it: a comparison of garbage collectors is not what is asked for.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := o.check()
	if err == nil {
		err = run(ctx, o)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// check answers everything that is wrong with the options.
func (o Options) check() error {
	var wrong []error
	if _, _, err := net.SplitHostPort(o.Listen); err != nil {
		wrong = append(wrong, errors.New("--listen is an address and a port, as 127.0.0.1:9000"))
	}
	if o.Data == "" {
		wrong = append(wrong, errors.New("--data is a folder"))
	}
	if flag.NArg() > 0 {
		wrong = append(wrong, fmt.Errorf("it has flags only, not %q", flag.Args()))
	}
	if len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	return os.MkdirAll(o.Data, 0o700)
}

// Listener opens the listener of the program.
func (o Options) Listener(ctx context.Context) (net.Listener, error) {
	var tcp net.ListenConfig
	return tcp.Listen(ctx, "tcp", o.Listen)
}
