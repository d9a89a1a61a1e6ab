package sample

import (
	"cmp"
	"slices"
)

// share divides total over weights by the method of largest remainders: the shares add up to total exactly, none is
// negative, and each is less than one away from its proportional part. Whole numbers only, so that every machine
// divides alike; total times any weight must fit in 63 bits. Without a positive weight there is nothing to divide
// over, and all shares are 0.
func share(total int64, weights []int64) []int64 {
	var sum int64
	for _, w := range weights {
		sum += w
	}
	shares := make([]int64, len(weights))
	if sum == 0 {
		return shares
	}
	remainders := make([]int64, len(weights))
	order := make([]int, len(weights))
	left := total
	for i, w := range weights {
		shares[i], remainders[i], order[i] = total*w/sum, total*w%sum, i
		left -= shares[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}

// shareWithin divides total as share does, and gives nobody more than their most: what is too much for one goes to those
// after them who have room. Without room for all of it, what is left is given to nobody.
func shareWithin(total int64, weights, most []int64) []int64 {
	shares := share(total, weights)
	var over int64
	for range 2 { // what is left at the end goes round once more
		for i, s := range shares {
			shares[i] = min(s+over, most[i])
			over += s - shares[i]
		}
	}
	return shares
}
