package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/backup"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/natsx"
)

func newRestore() *cobra.Command {
	var replace bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup back into the data folder",
		Long: `Restore puts the databases of a backup into the data folder (--data), while no process uses it. It
first reads everything and makes sure of it, and then changes all or nothing: interrupted in the middle,
it is finished at the next start. With --replace, what is there is moved into a folder replaced-… beside
it, and never deleted. So are the streams, which may know events that the backup does not; new ones are
filled from the databases at the next start.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			cfg, _, err := load(cmd.Flags(), defaults())
			if err != nil {
				return err
			}
			databases, err := cfg.databases()
			if err != nil {
				return err
			}
			if err := cfg.inFolder(databases); err != nil {
				return err
			}
			unlock, err := lockFolder(cfg.Data)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, unlock()) }()
			show, done := progress()
			restored, err := backup.Restore(cmd.Context(), backup.Restoration{
				File: args[0], Data: cfg.Data, Databases: databases, Replace: replace, Now: clock.System().Now(), Progress: show,
			})
			done()
			if err != nil {
				return err
			}
			return cfg.printRestored(cmd, restored)
		},
	}
	cmd.Flags().BoolVar(&replace, "replace", false, "set aside what is in the data folder")
	return cmd
}

// inFolder refuses to restore what the process would not use: its databases must be those of the data folder.
func (c Config) inFolder(databases []backup.Database) error {
	var problems []error
	for _, db := range databases {
		path, isFile := strings.CutPrefix(db.Address, "sqlite:")
		if !isFile || filepath.Clean(path) != filepath.Join(c.Data, db.Service+".db") {
			problems = append(problems, fmt.Errorf(
				"%s names another place than the data folder, into which a backup is restored: leave it out", db.Setting))
		}
	}
	return errors.Join(problems...)
}

func (c Config) printRestored(cmd *cobra.Command, r backup.Restored) error {
	out := cmd.OutOrStdout()
	age := clock.System().Now().Sub(r.CreatedAt).Truncate(time.Second) // what was recorded since is not in it
	_, _ = fmt.Fprintf(out, "Restored into %s what meedoen %s kept at %s, %s ago.\n",
		c.Data, r.Program, r.CreatedAt.Format(time.RFC3339), age)
	if err := printFiles(cmd, r.Manifest); err != nil {
		return err
	}
	if r.Aside != "" {
		_, _ = fmt.Fprintf(out, "What was there before is in %s.\n", filepath.Join(c.Data, r.Aside))
	}
	if c.Events.URL == "" {
		return nil
	}
	var names []string
	for _, f := range r.Files {
		if f.Service != "" {
			names = append(names, natsx.StreamName(f.Service))
		}
	}
	_, err := fmt.Fprintf(out, "The servers at events.url may know events that this backup does not: delete the streams %s\n"+
		"there before you start.\n", strings.Join(names, " and "))
	return err
}
