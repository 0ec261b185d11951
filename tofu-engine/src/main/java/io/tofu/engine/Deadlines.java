package io.tofu.engine;

import java.util.Arrays;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** What is to be done at what time: a heap from which anything can be removed. */
final class Deadlines {

	private static final int INITIAL_CAPACITY = 64;

	private @Nullable Deadline[] heap = new Deadline[INITIAL_CAPACITY];

	private int size;

	/** An action that is due at most once at a time. */
	static final class Deadline {

		private final Runnable action;

		private long at;

		private int index = -1;

		Deadline(Runnable action) {
			this.action = action;
		}

		boolean isSet() {
			return this.index >= 0;
		}

	}

	/** Sets or moves a deadline, in terms of {@link System#nanoTime()}. */
	void set(Deadline deadline, long at) {
		clear(deadline);
		if (this.size == this.heap.length) {
			this.heap = Arrays.copyOf(this.heap, 2 * this.size);
		}
		deadline.at = at;
		siftUp(this.size++, deadline);
	}

	/** Sets a deadline, or moves it if it is later. */
	void setAtMost(Deadline deadline, long at) {
		if (!deadline.isSet() || at - deadline.at < 0) {
			set(deadline, at);
		}
	}

	void clear(Deadline deadline) {
		int hole = deadline.index;
		if (hole < 0) {
			return;
		}
		deadline.index = -1;
		Deadline moved = at(--this.size);
		this.heap[this.size] = null;
		if (moved != deadline) {
			siftDown(hole, moved);
			if (moved.index == hole) {
				siftUp(hole, moved);
			}
		}
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	/** How long until the next one is due, in nanoseconds; at most 0 if it is. */
	long untilNext(long now) {
		return at(0).at - now;
	}

	/** Has done what is due. */
	void expire(long now, Consumer<Runnable> executor) {
		while (this.size > 0 && untilNext(now) <= 0) {
			Deadline due = at(0);
			clear(due);
			executor.accept(due.action);
		}
	}

	private void siftUp(int start, Deadline deadline) {
		int hole = start;
		while (hole > 0) {
			int parent = (hole - 1) >>> 1;
			if (at(parent).at - deadline.at <= 0) {
				break;
			}
			place(hole, at(parent));
			hole = parent;
		}
		place(hole, deadline);
	}

	private void siftDown(int start, Deadline deadline) {
		int hole = start;
		for (int child = 2 * hole + 1; child < this.size; child = 2 * hole + 1) {
			if (child + 1 < this.size && at(child + 1).at - at(child).at < 0) {
				child++;
			}
			if (deadline.at - at(child).at <= 0) {
				break;
			}
			place(hole, at(child));
			hole = child;
		}
		place(hole, deadline);
	}

	private void place(int index, Deadline deadline) {
		this.heap[index] = deadline;
		deadline.index = index;
	}

	private Deadline at(int index) {
		Deadline deadline = this.heap[index];
		assert deadline != null : index;
		return deadline;
	}

}
