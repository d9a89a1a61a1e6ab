package main

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/natsx"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/test/bench/limits"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// manyFacts are those of fifty years.
const manyFacts = 5_000_000

// account is what it is worth that figures are kept as cells: an account beside adding up the facts when somebody asks.
func account() comparison {
	return comparison{
		name: "account", unit: "answers", goal: 1000, all: true,
		about: fmt.Sprintf("%d facts: one SQL GROUP BY in PostgreSQL that adds them up, and the account of the year from "+
			"reporting as a program on SQLite, over gRPC with all its layers, with and without all parts of the figures. One caller.",
			manyFacts),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			url, err := e.postgres(ctx)
			if err != nil {
				return nil, err
			}
			c, err := e.counted(ctx, manyFacts)
			if err != nil {
				return nil, err
			}
			return []measure.Side{
				{Name: "GROUP BY in PostgreSQL", Take: limits.GroupBy(url, manyFacts)},
				c.side("account, all parts", reportingv1.AccountView_ACCOUNT_VIEW_FULL),
				c.side("account", reportingv1.AccountView_ACCOUNT_VIEW_BASIC),
			}, nil
		},
	}
}

// accountOfTwice is that an account takes as long however many facts it is of.
func accountOfTwice() comparison {
	return comparison{
		name: "account-of-twice-the-facts", unit: "answers", goal: noMore,
		about: fmt.Sprintf("The whole account of a year of %d facts, and of %d. One caller.", rebuiltRecords/2, rebuiltRecords),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			return e.twice(rebuiltRecords/2, func(within *env, facts int) (measure.Side, error) {
				c, err := within.counted(ctx, facts)
				if err != nil {
					return measure.Side{}, err
				}
				return c.side(fmt.Sprintf("%d facts", facts), reportingv1.AccountView_ACCOUNT_VIEW_FULL), nil
			})
		},
	}
}

// counted starts the service of reporting as a program beside a server of events, and waits until it has counted so many facts.
func (e *env) counted(ctx context.Context, facts int) (*countedFacts, error) {
	a := &programsApart{env: e, address: map[string]string{}}
	for _, step := range []func(context.Context) error{a.writeKeys, a.startNATS} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	conn, err := natsx.Connect("bench", natsx.Config{URL: a.nats, Replicas: 1, Source: natsx.Defaults().Source}, "")
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	t := &teller{conn: conn}
	if err := t.tell(ctx, facts); err != nil {
		return nil, err
	}
	if err := a.startReporting(ctx); err != nil {
		return nil, err
	}
	tokens, err := makeTokens(a.keys)
	if err != nil {
		return nil, err
	}
	line, err := e.dial(a.address["reporting"])
	if err != nil {
		return nil, err
	}
	c := &countedFacts{accounts: reportingv1.NewAccountServiceClient(line), headers: headers(tokens), uses: a.uses[1:]}
	e.say("%d facts are counted", facts)
	return c, c.await(ctx, t.end())
}

// countedFacts is a program that has counted facts, and can be asked.
type countedFacts struct {
	accounts reportingv1.AccountServiceClient
	headers  []metadata.MD
	uses     []usage
}

// await waits until everything up to a position is counted, however long that takes.
func (c *countedFacts) await(ctx context.Context, position string) error {
	for {
		_, err := c.accounts.GetAccount(calling(ctx, c.headers, 0),
			&reportingv1.GetAccountRequest{Year: 2022, WaitFor: []string{position}})
		if code := status.Code(err); code != codes.DeadlineExceeded && code != codes.Unavailable || ctx.Err() != nil {
			return err
		}
	}
}

func (c *countedFacts) side(name string, view reportingv1.AccountView) measure.Side {
	return closed(name, 1, func(ctx context.Context, caller int) error {
		account, err := c.accounts.GetAccount(calling(ctx, c.headers, caller), &reportingv1.GetAccountRequest{Year: 2022, View: view})
		if err == nil && len(account.GetFigures()) == 0 {
			err = errors.New("the account has no figures")
		}
		return err
	}, c.uses...)
}
