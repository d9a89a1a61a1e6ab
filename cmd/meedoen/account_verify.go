package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/go-jose/go-jose/v4"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func newAccountVerify(a accounting) *cobra.Command {
	var year, edition int32
	cmd := &cobra.Command{
		Use:   "verify [FILE.jws]",
		Short: "Check that no figure of a published account was changed",
		Long: `Verify checks the signature of an edition, in a file or as the service keeps it, against the public keys
that the service says its editions were ever signed with, and prints the fingerprint that every form of
the edition carries.`,
		Example: `  meedoen account verify verantwoording-2022-1.jws
  meedoen account verify --year 2022 --edition 1`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 1) == (year != 0) {
				return errors.New("give either a file, or --year and --edition")
			}
			return a.call(cmd, func(_ grpc.ClientConnInterface, accounts reportingv1.AccountServiceClient) error {
				content, err := signedContent(cmd.Context(), accounts, args, year, edition)
				if err != nil {
					return err
				}
				return verifyAccount(cmd, accounts, content)
			})
		},
	}
	cmd.Flags().Int32Var(&year, "year", 0, "the year of the edition that the service keeps")
	cmd.Flags().Int32Var(&edition, "edition", 0, "its number")
	cmd.MarkFlagsRequiredTogether("year", "edition")
	a.flags(cmd, "reporting")
	return cmd
}

// signedContent answers what is to be checked: what is in the file that is named, or what the service keeps.
func signedContent(
	ctx context.Context, accounts reportingv1.AccountServiceClient, files []string, year, edition int32,
) (string, error) {
	if len(files) > 0 {
		text, err := os.ReadFile(files[0])
		return string(bytes.TrimSpace(text)), err
	}
	kept, err := accounts.GetAccountEdition(ctx, &reportingv1.GetAccountEditionRequest{Year: year, Edition: edition})
	if err != nil {
		return "", told(err)
	}
	return kept.GetSignedContent(), nil
}

// verifyAccount checks a signature against the keys of the service: the key that a signature carries says nothing of whose it is.
func verifyAccount(cmd *cobra.Command, accounts reportingv1.AccountServiceClient, content string) error {
	set, err := accounts.GetAccountKeySet(cmd.Context(), &reportingv1.GetAccountKeySetRequest{})
	if err != nil {
		return told(err)
	}
	keys, err := keySet(set)
	if err != nil {
		return err
	}
	signed, err := jose.ParseSignedCompact(content, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return fmt.Errorf("this is no signed account: %w", err)
	}
	named := keys.Key(signed.Signatures[0].Header.KeyID)
	if len(named) == 0 {
		return errors.New("it is signed with a key that the service does not know: this is no account that it published")
	}
	payload, err := signed.Verify(named[0])
	if err != nil {
		return errors.New("the signature does not hold: this is not what was published")
	}
	var account reportingv1.Account
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(payload, &account); err != nil {
		return fmt.Errorf("the signature holds, but it is no account: %w", err)
	}
	hash := sha256.Sum256(payload)
	_, err = fmt.Fprintf(cmd.OutOrStdout(),
		"The signature holds: edition %d of the account of %d, signed with key %s.\nFingerprint %s\n",
		account.GetEdition(), account.GetYear(), named[0].KeyID, hex.EncodeToString(hash[:]))
	return err
}

// keySet reads keys as the contract has them, which is as RFC 7517 has them.
func keySet(set *reportingv1.AccountKeySet) (keys jose.JSONWebKeySet, err error) {
	text, err := protojson.Marshal(set)
	if err == nil {
		err = json.Unmarshal(text, &keys)
	}
	return keys, err
}
