// Command meedoen runs the whole suite in one process, and is the operator's command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/deschoor/meedoen/platform/config"
)

// version is that of the suite; a release sets it with -ldflags "-X main.version=...".
var version = "0.1.0-dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := newRoot().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "meedoen:", err)
		var wrong *config.Error
		if errors.As(err, &wrong) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}
