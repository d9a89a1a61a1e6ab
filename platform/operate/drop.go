package operate

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/inbox"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

func newDrop(services Services) *cobra.Command {
	var chosen choice
	var yes, asJSON bool
	cmd := &cobra.Command{
		Use:   "drop {ID... | --all} --yes",
		Short: "Delete events that could not be handled, for good",
		Long: `Drop deletes events without handling them. What they say is then missing, until the next change of
the same thing brings its full value. They are not handled when they are sent again either. Without
--yes it only says what would be lost. Who dropped what is in the audit log of the service.`,
		Args: chosen.check,
		RunE: func(cmd *cobra.Command, names []string) error {
			d, err := services.open(cmd, chosen.service)
			if err != nil {
				return err
			}
			defer d.close()
			letters, err := chosen.of(cmd.Context(), d, names)
			if err != nil {
				return err
			}
			if err := printLetters(cmd, letters, asJSON); err != nil || len(letters) == 0 {
				return err
			}
			if !yes {
				return fmt.Errorf("nothing was dropped: these %d would be lost for good; say --yes to drop them", len(letters))
			}
			return drop(cmd, letters)
		},
	}
	chosen.flags(cmd)
	cmd.Flags().BoolVar(&yes, "yes", false, "drop them, and do not only say what would be lost")
	cmd.Flags().BoolVar(&asJSON, "json", false, "for machines: what is lost")
	return cmd
}

// drop drops exactly the letters that were shown. Some of them may have been handled since.
func drop(cmd *cobra.Command, letters []letter) error {
	dropped, noted := 0, note(cmd.Context(), operationsv1.OperationService_CreateDeadLetterDrop_FullMethodName)
	err := change(letters, func(db database, keys []inbox.Key) error {
		there, err := inbox.DropDeadLetters(cmd.Context(), db.DB, noted, keys...)
		dropped += len(there)
		return err
	})
	_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "Dropped %d of %d.\n", dropped, len(letters))
	return err
}
