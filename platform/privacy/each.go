package privacy

import (
	"context"
	"errors"
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
)

// SealEach seals those who are about to be added, with keys that are made for all in one transaction of the database of keys.
// It belongs before the command that adds them: that is another database, and sealing is no work for a writer. A crash
// between the two leaves keys of which nothing is sealed: harmless, and of nobody. Keys that turn out not to be needed are
// destroyed by DiscardUnused.
func SealEach[V, S any](
	ctx context.Context, v Vault, list []V, id func(V) string, seal func(Keys, V) (S, error),
) ([]S, error) {
	keys, err := v.MakeKeys(ctx, idsOf(list, id)...)
	if err != nil {
		return nil, err
	}
	sealed := make([]S, len(list))
	for i, one := range list {
		if sealed[i], err = seal(keys, one); err != nil {
			return nil, err
		}
	}
	return sealed, nil
}

// OpenEach opens rows, of each of which id answers the subject: several may be of one. The keys are read in one query. Who was
// erased meanwhile is not among those it answers.
func OpenEach[R, V any](
	ctx context.Context, v Vault, rows []R, id func(R) string, open func(Keys, R) (V, error),
) (list []V, err error) {
	subjects := idsOf(rows, id)
	slices.Sort(subjects)
	keys, err := v.Keys(ctx, slices.Compact(subjects)...)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		switch one, err := open(keys, row); {
		case err == nil:
			list = append(list, one)
		case !errors.Is(err, ErrErased):
			return nil, err
		}
	}
	return list, nil
}

// DiscardUnused destroys the keys of those who were sealed with SealEach and not added by the command that answered err, which
// it answers too: all of them where they were refused, and else those for whom unused answers true, as where an earlier
// delivery of the request had added somebody. After any other error nobody knows whether they were added, and the keys stay.
func DiscardUnused[V any](
	ctx context.Context, v Vault, made []V, id func(V) string, unused func(V) bool, err error,
) error {
	var refused *fault.Error
	if err != nil && !errors.As(err, &refused) {
		return err
	}
	var ids []string
	for _, one := range made {
		if err != nil || unused(one) {
			ids = append(ids, id(one))
		}
	}
	if len(ids) == 0 {
		return err
	}
	return errors.Join(err, v.Discard(ctx, ids...))
}

func idsOf[V any](list []V, id func(V) string) []string {
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i] = id(one)
	}
	return ids
}
