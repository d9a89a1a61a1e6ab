package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	"github.com/deschoor/meedoen/cmd/meedoen/internal/upload"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/enums"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// importing is what the command is told beside the configuration.
type importing struct {
	calling
	kind, errors    string
	skipBad, dryRun bool
}

func newImport() *cobra.Command {
	i := importing{calling: calling{as: devissuer.Claims{Subject: "import", Roles: []string{"importer"}}}}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Record what a spreadsheet holds",
		Long: `Import sends a file of comma separated values to a process that runs, which records its rows: all of
them, or none where one is bad. Bad rows are named, the first 50 here. What a file delivered before holds is not
recorded again. A FILE of "-" is read from standard input.

Columns, and how to write dates and numbers: docs/import.md. Kinds: ` + strings.Join(kinds(), ", ") + `.

It ends with 0 where the rows, or with --skip-bad the good ones, are recorded; with 1 where nothing was recorded,
be it that rows are bad or that something failed; with 2 where the configuration is wrong.`,
		Example: `  meedoen import tellingen-2023.csv --dry-run
  meedoen import tellingen-2023.csv --errors fouten.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return i.run(cmd, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&i.kind, "kind", kinds()[0], "what the rows are")
	flags.BoolVar(&i.skipBad, "skip-bad", false, "record the good rows where others are bad")
	flags.BoolVar(&i.dryRun, "dry-run", false, "only tell what is wrong; record nothing")
	flags.StringVar(&i.errors, "errors", "", "file that gets every bad row as CSV; one that is there is overwritten")
	i.flags(cmd, "activities")
	return cmd
}

// kinds answers the kinds of files there are, as they are written on the command line.
func kinds() (list []string) {
	values := activitiesv1.ImportKind(0).Descriptor().Values()
	for n := 1; n < values.Len(); n++ {
		list = append(list, strings.ReplaceAll(enums.Text(activitiesv1.ImportKind(values.Get(n).Number())), "_", "-"))
	}
	return list
}

func (i importing) run(cmd *cobra.Command, path string) (err error) {
	kind := enums.Value[activitiesv1.ImportKind](strings.ReplaceAll(i.kind, "-", "_"))
	if kind == 0 {
		return fmt.Errorf("there is no kind %q: take one of %s", i.kind, strings.Join(kinds(), ", "))
	}
	file, name, err := open(cmd, path)
	if err != nil {
		return err
	}
	defer file.Close()
	report, err := i.openErrors()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, report.Close()) }()
	conn, err := i.dial(cmd)
	if err != nil {
		return err
	}
	defer conn.Close()
	answer, err := i.send(cmd, activitiesv1.NewImportServiceClient(conn), kind, file)
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	if err := writeRejections(report, answer.GetRejections()); err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if _, err := fmt.Fprint(out, terminal.Imported(name, answer, lookOf(out))); err != nil {
		return err
	}
	if answer.GetOutcome() == activitiesv1.ImportOutcome_IMPORT_OUTCOME_REJECTED {
		return errors.New("nothing was recorded: mend the file, or take --skip-bad for the good rows")
	}
	return nil
}

// open answers the file, and what it is called.
func open(cmd *cobra.Command, path string) (file io.ReadCloser, name string, err error) {
	if path == "-" {
		return io.NopCloser(cmd.InOrStdin()), "Standaardinvoer", nil
	}
	file, err = os.Open(path)
	return file, filepath.Base(path), err
}

// openErrors makes the file for bad rows before anything is sent: to find out afterwards that it cannot be written is late.
func (i importing) openErrors() (io.WriteCloser, error) {
	if i.errors == "" {
		return discarding{io.Discard}, nil
	}
	return os.Create(i.errors)
}

type discarding struct{ io.Writer }

func (discarding) Close() error { return nil }

func (i importing) send(
	cmd *cobra.Command, client activitiesv1.ImportServiceClient, kind activitiesv1.ImportKind, file io.Reader,
) (*activitiesv1.Import, error) {
	settings := &activitiesv1.ImportSettings{Kind: kind, SkipBad: i.skipBad, ValidateOnly: i.dryRun}
	progress := terminal.ImportProgress(cmd.ErrOrStderr(), lookOf(cmd.ErrOrStderr()))
	shown := 0
	answer, err := upload.Send(cmd.Context(), client, settings, file, func(done, total int) {
		if shown == 0 {
			progress.Start(total)
		}
		progress.Add(done - shown)
		shown = done
	})
	if shown > 0 {
		progress.Done()
	}
	return answer, err
}
