package io.tofu;

/**
 * The fixed part of a message at one moment: what {@link ChannelGroup#post} assigned, or
 * what {@link Message#header()} shows. Immutable.
 *
 * @param channelNumber the local channel number, 0 if none is assigned
 * @param opCode the operation
 * @param origin who made the message
 * @param more whether more messages with this id follow
 * @param status the status, {@link AmpeStatus#SUCCESS} unless the engine made the message
 * @param messageId the id, unsigned, 0 if none is assigned
 * @param headersLength length of the text headers in bytes
 * @param bodyLength length of the body in bytes
 */
public record BinaryHeader(int channelNumber, OpCode opCode, Origin origin, boolean more, AmpeStatus status,
		long messageId, int headersLength, int bodyLength) {

	@Override
	public String toString() {
		return this.opCode + (this.more ? "+ channel " : " channel ") + this.channelNumber + " id "
				+ Long.toUnsignedString(this.messageId) + " headers " + this.headersLength + " body " + this.bodyLength
				+ ((this.origin == Origin.ENGINE) ? " engine " : " ") + this.status;
	}

}
