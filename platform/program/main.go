// Package program is what the programs of the suite have in common, be it one with all services or one with a single one: a
// process around modules, a configuration, and a command line.
package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/config"
)

// Main runs a command line until it ends or the process is told to stop (SIGINT, SIGTERM), and ends the process: with 2
// where the configuration is wrong, with 1 where something else went wrong.
func Main(root *cobra.Command) {
	collectLess()
	holdMemory()
	resolveSooner()
	root.SilenceErrors, root.SilenceUsage = true, true
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root.ExecuteContext(ctx)
	stop()
	if err == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "%s: %v\n", root.Name(), err)
	var wrong *config.Error
	if errors.As(err, &wrong) {
		os.Exit(2)
	}
	os.Exit(1)
}
