package operate

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/enums"
)

const aboutAudit = `The audit log of a service says who did what with which object, and who was refused it. Its lines are
sealed in batches, each with the hash of the one before it.`

func newAudit(services Services) *cobra.Command {
	return group("audit", "Verify the audit logs", aboutAudit, newVerify(services))
}

func newVerify(services Services) *cobra.Command {
	var service, from string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Say whether the audit logs are as they were sealed",
		Long: `Verify reads the audit log of every service and says up to which batch it is as it was sealed, and the
first that is not. It fails where there is one.

Keep BATCH:HASH of the answer somewhere else. Verified --from there, a log shows too that its end was
taken off, or that all of it was made anew.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := point(from)
			if err == nil && from != "" && service == "" {
				err = errors.New("--from is a place in the log of one service: say which with --service")
			}
			if err != nil {
				return err
			}
			d, err := services.open(cmd, service)
			if err != nil {
				return err
			}
			defer d.close()
			return d.verify(cmd, at, asJSON)
		},
	}
	cmd.Flags().StringVar(&service, "service", "", "only the log of this service")
	cmd.Flags().StringVar(&from, "from", "", "BATCH:HASH as an earlier verification answered it; from the first batch if empty")
	cmd.Flags().BoolVar(&asJSON, "json", false, "for machines")
	return cmd
}

// point reads a place in the chain.
func point(text string) (p auditlog.Point, err error) {
	if text == "" {
		return p, nil
	}
	number, hash, _ := strings.Cut(text, ":")
	var faults [2]error
	p.Batch, faults[0] = strconv.ParseInt(number, 10, 64)
	p.Hash, faults[1] = hex.DecodeString(hash)
	if errors.Join(faults[:]...) != nil || p.Batch < 1 || len(p.Hash) != 32 {
		return auditlog.Point{}, fmt.Errorf("%q is no BATCH:HASH, as 12: and 64 hexadecimal digits", text)
	}
	return p, nil
}

// verified is how far the log of a service fits.
type verified struct {
	Service     string `json:"service"`
	Batch       int64  `json:"batch"`
	Hash        string `json:"hash"`
	Lines       int64  `json:"lines"`
	FaultyBatch int64  `json:"faultyBatch,omitempty"`
	Fault       string `json:"fault,omitempty"`
}

// verify goes on where it failed for one service, and tells all problems at the end.
func (d databases) verify(cmd *cobra.Command, from auditlog.Point, asJSON bool) error {
	list := []verified{}
	var problems []error
	t := table{{"SERVICE", "LINES", "FITS UP TO"}}
	for _, db := range d {
		v, err := auditlog.Verify(cmd.Context(), db.Read(), from, 0)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", db.service, err))
			continue
		}
		if v.Faulty > 0 {
			problems = append(problems, fmt.Errorf("%s: batch %d of the audit log is not as it was sealed: %s", db.service, v.Faulty,
				strings.ReplaceAll(enums.Text(v.Fault), "_", " ")))
		}
		hash := hex.EncodeToString(v.Through.Hash)
		list = append(list, verified{db.service, v.Through.Batch, hash, v.Lines, v.Faulty, enums.Text(v.Fault)})
		t = append(t, []string{db.service, fmt.Sprint(v.Lines), fmt.Sprint(v.Through.Batch, ":", hash)})
	}
	if asJSON {
		problems = append(problems, printJSON(cmd, list))
	} else {
		problems = append(problems, t.print(cmd))
	}
	return errors.Join(problems...)
}
