package io.tofu;

/**
 * One text header.
 *
 * @param name the name, as it stands in the message
 * @param value the value, without blanks and tabs around it; may be empty
 */
public record TextHeader(String name, String value) {
}
