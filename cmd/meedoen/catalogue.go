package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting"
)

const aboutCatalogue = `A catalogue says what each figure of the account counts, for which years and in which words: YAML, as
"meedoen catalogue get" writes it. Check it, see what it would make different (preview), and put it in
the place of the one that holds. Preview, put, list and get ask a process that runs.`

// newCatalogue answers the commands on the catalogue of indicators.
func newCatalogue() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalogue",
		Short: "Check, preview and replace what the figures of the account count",
		Long:  aboutCatalogue,
		Args:  cobra.NoArgs,
		Example: `  meedoen catalogue get > account.yaml
  meedoen catalogue check account.yaml
  meedoen catalogue preview account.yaml
  meedoen catalogue put account.yaml --comment "Vanaf 2024 telt de wijk mee."`,
	}
	cmd.AddCommand(newCatalogueCheck(), newCataloguePreview(), newCataloguePut(), newCatalogueList(), newCatalogueGet())
	return cmd
}

func newCatalogueCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Tell everything that is wrong with a catalogue, without a process that runs",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			content, err := readWhole(cmd, args[0])
			if err != nil {
				return err
			}
			indicators, err := reporting.CheckCatalogue(content)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Nothing is wrong with it. It has %d indicators of the account.\n", indicators)
			return err
		},
	}
}

// readWhole reads a file, or what is typed or piped in where its name is "-".
func readWhole(cmd *cobra.Command, path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(cmd.InOrStdin())
	}
	return os.ReadFile(path)
}

// asking calls the service of catalogues with the arguments of a command, and answers what to write.
type asking func(cmd *cobra.Command, client reportingv1.CatalogueServiceClient, args []string) (string, error)

// cataloguer answers a command that asks the service of catalogues.
func cataloguer(cmd *cobra.Command, ask asking) *cobra.Command {
	c := calling{as: devissuer.Claims{Subject: "catalogue", Roles: []string{"account.manager"}}}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		conn, err := c.dial(cmd)
		if err != nil {
			return err
		}
		defer conn.Close()
		text, err := ask(cmd, reportingv1.NewCatalogueServiceClient(conn), args)
		if err != nil {
			return toldByLine(err)
		}
		_, err = io.WriteString(cmd.OutOrStdout(), text)
		return err
	}
	c.flags(cmd, "reporting")
	return cmd
}

// toldByLine answers the fault that a status carries, with a line for each thing that is wrong with a catalogue.
func toldByLine(err error) error {
	err = told(err)
	var f *fault.Error
	if !errors.As(err, &f) || f.Reason != "CATALOGUE_INVALID" {
		return err
	}
	text := f.Reason + ": " + f.Text
	for _, field := range f.Fields {
		text += "\n  " + field.Text
	}
	return errors.New(text)
}

func newCataloguePreview() *cobra.Command {
	return cataloguer(&cobra.Command{
		Use:   "preview FILE",
		Short: "Tell which figures a catalogue would make different, against everything recorded so far",
		Long: `Preview has the service count what the catalogue counts otherwise, beside everything else that it does, and
shows each figure as it is and as it would be. Nothing changes.`,
		Args: cobra.ExactArgs(1),
	}, func(cmd *cobra.Command, client reportingv1.CatalogueServiceClient, args []string) (string, error) {
		content, err := readWhole(cmd, args[0])
		if err != nil {
			return "", err
		}
		show, done := progress()
		defer done()
		show("proefberekening", 0, 0)
		preview, err := client.PreviewCatalogue(cmd.Context(), &reportingv1.PreviewCatalogueRequest{Content: string(content)})
		if err != nil {
			return "", err
		}
		return terminal.CataloguePreview(preview, lookOf(cmd.OutOrStdout())), nil
	})
}

func newCataloguePut() *cobra.Command {
	comment := ""
	cmd := cataloguer(&cobra.Command{
		Use:   "put FILE --comment TEXT",
		Short: "Put a catalogue in the place of the one that holds",
		Long: `Put has the service check the catalogue and go by it from then on. Figures that it counts otherwise are counted
anew beside those that stand, and take their place when all of them are done: "meedoen rebuild" follows that.
With a mistake in it nothing changes.`,
		Args: cobra.ExactArgs(1),
	}, func(cmd *cobra.Command, client reportingv1.CatalogueServiceClient, args []string) (string, error) {
		content, err := readWhole(cmd, args[0])
		if err != nil {
			return "", err
		}
		c, err := client.CreateCatalogue(cmd.Context(), &reportingv1.CreateCatalogueRequest{
			Content: string(content), Comment: comment, RequestId: ids.New(),
		})
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("Catalogue %s holds. It has %d indicators of the account.\n", c.GetId(), c.GetIndicatorCount()), nil
	})
	cmd.Flags().StringVar(&comment, "comment", "", "what it changes and why, in Dutch")
	return cmd
}

func newCatalogueList() *cobra.Command {
	return cataloguer(&cobra.Command{
		Use:   "list",
		Short: "List the catalogues there were, the one that holds first",
		Args:  cobra.NoArgs,
	}, func(cmd *cobra.Command, client reportingv1.CatalogueServiceClient, _ []string) (string, error) {
		var all []*reportingv1.Catalogue
		for token, first := "", true; first || token != ""; first = false {
			page, err := client.ListCatalogues(cmd.Context(), &reportingv1.ListCataloguesRequest{PageToken: token, PageSize: 100})
			if err != nil {
				return "", err
			}
			all, token = append(all, page.GetCatalogues()...), page.GetNextPageToken()
		}
		cfg, _, err := load(cmd.Flags(), defaults())
		if err != nil {
			return "", err
		}
		zone, err := time.LoadLocation(cfg.Activities.Zone)
		if err != nil {
			return "", err
		}
		return terminal.Catalogues(all, zone, lookOf(cmd.OutOrStdout())), nil
	})
}

func newCatalogueGet() *cobra.Command {
	return cataloguer(&cobra.Command{
		Use:   "get [ID]",
		Short: "Write a catalogue as YAML, the one that holds if no other is named",
		Args:  cobra.MaximumNArgs(1),
	}, func(cmd *cobra.Command, client reportingv1.CatalogueServiceClient, args []string) (string, error) {
		id := "current"
		if len(args) > 0 {
			id = args[0]
		}
		c, err := client.GetCatalogue(cmd.Context(), &reportingv1.GetCatalogueRequest{Id: id})
		return c.GetContent(), err
	})
}
