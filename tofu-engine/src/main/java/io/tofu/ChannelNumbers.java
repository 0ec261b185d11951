package io.tofu;

/** The channel numbers with a meaning of their own. */
public final class ChannelNumbers {

	/** Not on a channel yet. */
	public static final int UNASSIGNED = 0;

	/** The first number of a channel. */
	public static final int FIRST = 1;

	/** The last number of a channel. */
	public static final int LAST = 65534;

	/** Internal to engines. */
	public static final int ENGINE = 65535;

	private ChannelNumbers() {
	}

	/**
	 * Whether a channel can have this number.
	 * @param number any number
	 * @return true from {@link #FIRST} to {@link #LAST}
	 */
	public static boolean isChannel(int number) {
		return number >= FIRST && number <= LAST;
	}

}
