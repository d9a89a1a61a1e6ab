package main

import (
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/backup"
	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
)

func newBackup() *cobra.Command {
	var keys bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Keep the databases in one file, also while the process runs",
		Long: `Backup copies the SQLite databases into one archive (tar, compressed with zstd), each as it stands at
one instant, and makes sure that they are good. What was recorded before it began is in it. FILE appears
when it is complete; a file that is there is never overwritten.

Streams are not in it: they are made again from the databases. Nor are the keys of personal data: what
identifies people stays unreadable without them, and an erasure reaches every backup. Keep a backup
--with-keys no longer than an erasure may take.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, _, err := load(cmd.Flags(), defaults())
			if err != nil {
				return err
			}
			databases, err := cfg.databases()
			if err != nil {
				return err
			}
			show, done := progress()
			m, err := backup.Make(cmd.Context(), backup.Job{
				File: args[0], Data: cfg.Data, Databases: databases, Keys: keys, Program: version,
				Now: clock.System().Now(), Progress: show,
			})
			done()
			if err != nil {
				return err
			}
			return cfg.printBackup(cmd, args[0], m)
		},
	}
	cmd.Flags().BoolVar(&keys, "with-keys", false,
		"take along the keys of personal data, that which signs accounts, and that of the development issuer; whoever has the "+
			"file can then read everything, sign anything and be anybody")
	return cmd
}

// databases answers the databases of this process in the order in which they are backed up: who hears events before who
// tells them, so that nobody knows more than the records.
func (c Config) databases() ([]backup.Database, error) {
	var databases []backup.Database
	for _, service := range c.schemas() {
		newest, err := sqldb.NewestVersion(service.Migrations)
		if err != nil {
			return nil, err
		}
		databases = append(databases, backup.Database{
			Service: service.Name, Setting: service.Name + ".database", Address: service.Database.Reveal(), Newest: newest,
		})
	}
	if c.Privacy.Database.IsSet() {
		return databases, nil
	}
	newest, err := sqldb.NewestVersion(privacy.Migrations())
	return append(databases, backup.Database{
		Service: keysName, Setting: "privacy.database", Address: c.file(keysName), Newest: newest, Keys: true,
	}), err
}

// keysName is what the database of the keys of data subjects is called among those of the services.
const keysName = "keys"

// progress shows what is being done where a person watches.
func progress() (show backup.Progress, done func()) {
	return terminal.Steps(os.Stderr, terminal.LookOf(os.Stderr, os.Getenv), clock.System())
}

func (c Config) printBackup(cmd *cobra.Command, path string, m backup.Manifest) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if _, err := fmt.Fprintf(out, "Backed up into %s, %s.\n", path, megabytes(info.Size())); err != nil {
		return err
	}
	if err := printFiles(cmd, m); err != nil {
		return err
	}
	for _, name := range append(backup.KeyFiles(), privacy.DatabaseFile) {
		if _, err := os.Stat(filepath.Join(c.Data, name)); err == nil && !m.Has(name) {
			_, err = fmt.Fprintln(out,
				"Keys are not in it, without which nobody reads the personal data in it; --with-keys takes them along.")
			return err
		}
	}
	return nil
}

func printFiles(cmd *cobra.Command, m backup.Manifest) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "FILE\tSIZE\tSCHEMA\tEVENTS")
	for _, f := range m.Files {
		if f.Service == "" {
			_, _ = fmt.Fprintf(w, "%s\t%s\n", f.Name, megabytes(f.Size))
			continue
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", f.Name, megabytes(f.Size), f.Schema, f.Events)
	}
	return w.Flush()
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
